/** Rules of the feed certificate about the delivery itself: what its sender declared, its return, its age. */
import type { FeedDelivery, Instant } from "../model/feed.ts";
import type { FeedJudgement, FeedRule, SliceFacts } from "../model/feed-certificate.ts";
import type { Params } from "../model/finding.ts";
import type { FeedLimits } from "./feed-limits.ts";

export interface DeliveryInput {
  readonly delivery: FeedDelivery | null;
  /** Id of the delivery that was last accepted. */
  readonly accepted: string | null;
  /** See `BaselinePort`. */
  readonly repeatedRows: number;
  readonly limits: FeedLimits;
}

export const ofWholeFeed = (
  rule: FeedRule,
  params: Params,
  effect: FeedJudgement["effect"] = "freeze",
): FeedJudgement => ({ rule, agency: null, effect, params });

/** Rules about a delivery are settled with its acceptance. */
export function ofDelivery(
  { delivery, accepted, repeatedRows, limits }: DeliveryInput,
  { people, units }: SliceFacts,
): FeedJudgement[] {
  if (delivery === null || delivery.id === accepted) return [];
  const { id, mode, declaredPeople, declaredUnits } = delivery;
  const declarations = [
    { table: "people", declared: declaredPeople, found: people },
    { table: "units", declared: declaredUnits, found: units },
  ];
  return [
    ...declarations
      .filter(({ declared, found }) => mode === "full" && declared !== null && declared !== found)
      .map(({ table, declared, found }) =>
        ofWholeFeed("feed.declared", {
          table,
          declared: declared ?? 0,
          found,
          count: Math.abs(found - (declared ?? 0)),
          delivery: id,
        }),
      ),
    ...ofRepetition(id, repeatedRows, limits),
  ];
}

/** What goes back to an earlier delivery: a single return is daily business, an old file that was loaded late is not. */
function ofRepetition(delivery: string, rows: number, limits: FeedLimits): FeedJudgement[] {
  if (rows === 0) return [];
  const params = { delivery, count: rows, limit: limits.repeatedRows };
  return [ofWholeFeed("feed.repeated", params, rows > limits.repeatedRows ? "freeze" : "warn")];
}

/** Only told: to freeze an old feed would keep those in who are dismissed by hand. */
export function ofAge(delivery: FeedDelivery | null, { ageDays }: FeedLimits, now: Instant): FeedJudgement[] {
  if (delivery === null || ageDays === null) return [];
  const days = Math.floor((Date.parse(now) - Date.parse(delivery.loadedAt)) / 86_400_000);
  return days <= ageDays
    ? []
    : [ofWholeFeed("feed.age", { delivery: delivery.id, days, limit: ageDays }, "warn")];
}
