/** What is held, in as few lines as a person needs. */
import type { Item } from "../model/change.ts";
import type { FeedJudgement } from "../model/feed-certificate.ts";
import type { HeldItem, HeldSummary } from "./judge-plan.ts";

/** One line per broken rule that freezes something of the feed. */
export function summarizeFrozen(judgements: readonly FeedJudgement[]): HeldSummary[] {
  return judgements
    .filter(({ effect }) => effect === "freeze")
    .map(({ rule, agency, params }) => ({
      kind: "feed",
      rule,
      params: { agency: agency ?? "", ...params },
      count: Number(params.count ?? 0),
    }));
}

/** One line per kind and rule; what waits for another item is counted under that. */
export const summarizeHeld = (held: readonly HeldItem[]): HeldSummary[] =>
  groupHeld(held).map(({ summary }) => summary);

/** The same lines, each with its items. */
export function groupHeld(
  held: readonly HeldItem[],
): { readonly summary: HeldSummary; readonly items: readonly Item[] }[] {
  const groups = Map.groupBy(held, ({ item, rule, params }) =>
    rule === "requires" ? `${item.kind} ${rule}` : `${item.kind} ${rule} ${JSON.stringify(params)}`,
  );
  return [...groups.values()].flatMap((members) => {
    const [first] = members;
    if (first === undefined) return [];
    const { item, rule, params } = first;
    const items = members.map((one) => one.item);
    return [{ summary: { kind: item.kind, rule, params, count: items.length }, items }];
  });
}
