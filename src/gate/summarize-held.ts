/** What is held, in as few lines as a person needs. */
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
export function summarizeHeld(held: readonly HeldItem[]): HeldSummary[] {
  const groups = Map.groupBy(held, ({ item, rule, params }) =>
    rule === "requires" ? `${item.kind} ${rule}` : `${item.kind} ${rule} ${JSON.stringify(params)}`,
  );
  return [...groups.values()].flatMap((members) => {
    const [first] = members;
    if (first === undefined) return [];
    const { item, rule, params } = first;
    return [{ kind: item.kind, rule, params, count: members.length }];
  });
}
