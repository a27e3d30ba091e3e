/** How long the account of somebody who left is kept, and in which state (domain.md, ambiguities 21 and 29). */
import type { AccountFacts } from "../model/account.ts";
import type { Day, Instant } from "../model/feed.ts";
import type { Order } from "../model/order.ts";
import type { Owner } from "../model/owner.ts";
import { daysLater, latest, startOfDay, vietnamDay } from "../model/vietnam-time.ts";
import type { DesiredContext } from "./context.ts";
import { endOfMonths, nextDay } from "./legal-time.ts";

export interface Retention {
  readonly step: "disabled" | "retained" | "purge";
  /** When the next step comes; null: never by itself. */
  readonly at: Instant | null;
  /** The day from which the account was disabled; null when danhba does not know. */
  readonly since: Day | null;
  /** The standing order that purges, and null otherwise. */
  readonly order: Order | null;
  /** Who ordered the purge, and under which document; null when it was not ordered. */
  readonly orderedBy: string | null;
  readonly documentNo: string | null;
}

/**
 * To be asked of an account whose owner has left, was dissolved or moved to another agency.
 *
 * | the account is | and | step |
 * |---|---|---|
 * | still open | | `disabled` |
 * | disabled or retained | a `purge` order was given since | `purge` |
 * | disabled or retained | the profile's months are over | `purge` |
 * | retained, or disabled | the profile's days are over | `retained` |
 * | disabled or retained | danhba does not know since when | as it is |
 *
 * @param endedOn the day on which the owner left, where the feed says so: an account that was disabled before, for
 * another reason, is kept from then
 */
export function retentionOf(
  context: DesiredContext,
  owner: Owner,
  facts: AccountFacts | undefined,
  endedOn: Day | null = null,
): Retention {
  const unordered = { order: null, orderedBy: null, documentNo: null };
  if (facts === undefined || (facts.status !== "disabled" && facts.status !== "retained")) {
    const since = vietnamDay(context.now);
    return { step: "disabled", at: nextStep(context, context.now), since, ...unordered };
  }
  const { status } = facts;
  const began = beginning(context, facts, endedOn);
  const since = began === null ? null : vietnamDay(began);
  const [order] = context.ordersFor(owner, "purge").filter(({ at }) => isGivenSince(at, began));
  if (order !== undefined) {
    const { operator, documentNo } = order;
    return { step: "purge", at: null, since, order, orderedBy: operator, documentNo };
  }
  if (began === null) return { step: status, at: null, since, ...unordered };

  const purgeAt = purgeInstant(context, began);
  if (purgeAt !== null && purgeAt <= context.now) return { step: "purge", at: null, since, ...unordered };
  if (status === "retained" || retainedInstant(context, began) <= context.now) {
    return { step: "retained", at: purgeAt, since, ...unordered };
  }
  return { step: "disabled", at: nextStep(context, began), since, ...unordered };
}

/** When the account was disabled; a retained one was that for the profile's days before. */
function beginning(context: DesiredContext, facts: AccountFacts, endedOn: Day | null): Instant | null {
  if (facts.since === null) return null;
  const { retainedAfterDays } = context.profile.retention;
  const disabledAt = daysLater(facts.since, facts.status === "retained" ? -retainedAfterDays : 0);
  const hasEnded = endedOn !== null && endedOn <= context.today;
  return hasEnded ? latest(startOfDay(endedOn), disabledAt) : disabledAt;
}

/** An order from an earlier life of the account says nothing of this one. */
const isGivenSince = (at: Instant, began: Instant | null): boolean =>
  began === null || Date.parse(at) >= Date.parse(began);

const retainedInstant = (context: DesiredContext, began: Instant): Instant =>
  daysLater(began, context.profile.retention.retainedAfterDays);

function purgeInstant(context: DesiredContext, began: Instant): Instant | null {
  const { purgeAfterMonths } = context.profile.retention;
  return purgeAfterMonths === null
    ? null
    : startOfDay(nextDay(endOfMonths(vietnamDay(began), purgeAfterMonths)));
}

function nextStep(context: DesiredContext, began: Instant): Instant {
  const retainedAt = retainedInstant(context, began);
  const purgeAt = purgeInstant(context, began);
  return purgeAt !== null && purgeAt < retainedAt ? purgeAt : retainedAt;
}
