/** Who did not sign in for the regulation's months: suspended or revoked (Quảng Bình 7.2, Sóc Trăng 4.4). */
import type { AccountFacts } from "../model/account.ts";
import type { AccountStatus } from "../model/entry.ts";
import type { Day, Instant } from "../model/feed.ts";
import type { Order } from "../model/order.ts";
import type { Owner } from "../model/owner.ts";
import { startOfDay, vietnamDay } from "../model/vietnam-time.ts";
import type { DesiredContext } from "./context.ts";
import { endOfMonths, nextDay } from "./legal-time.ts";

export interface Inactivity {
  /** What the account becomes, or stays, for inactivity; null: nothing. */
  readonly action: Extract<AccountStatus, "suspended" | "disabled"> | null;
  /** The day from which the term is counted; null when none is. */
  readonly since: Day | null;
  /** When the account will be inactive if nobody signs in; null when it is already, or no term runs. */
  readonly at: Instant | null;
  /** The order that opened, or opens, an account that was locked for inactivity. */
  readonly reopenedBy: Order | null;
}

export interface AccountUse {
  /** Undefined for an account that is still to be created. */
  readonly facts: AccountFacts | undefined;
  /** Suspended from duty or on long leave. */
  readonly isOnLeave: boolean;
  /** The day from which HR lets somebody work (again); null: not known, or not a person. */
  readonly activeFrom: Day | null;
}

const ACTION = { suspend: "suspended", revoke: "disabled" } as const;
const NONE: Inactivity = { action: null, since: null, at: null, reopenedBy: null };

/**
 * To be asked of an account whose owner has not left. The term begins anew with each sign-in, a `reopen` order, a
 * return reported by HR, and whenever danhba opens the account; it is over on the day after its last one
 * (domain.md, ambiguity 25).
 *
 * | the account is | and | becomes |
 * |---|---|---|
 * | locked for inactivity | HR reports a newer return, or a newer `reopen` order stands | open |
 * | locked for inactivity | anything else, even that sign-ins are no longer noted | as it is |
 * | any other | the term runs and is over | `action` |
 *
 * No term runs without a rule, while the directory does not note sign-ins, under a `hold` order, and during leave
 * where the profile stops it then.
 */
export function inactivityOf(context: DesiredContext, owner: Owner, use: AccountUse): Inactivity {
  const rule = context.profile.limits.inactivity;
  if (rule === null) return NONE;
  const { facts, isOnLeave, activeFrom } = use;
  const reopened = context.ordersFor(owner, "reopen").at(-1) ?? null;
  const reopenedBy = reopened !== null && isNewer(reopened.at, facts?.since ?? null) ? reopened : null;

  const isOver = isLockedForInactivity(facts);
  if (isOver && reopenedBy === null && !hasReturned(facts, activeFrom)) {
    return {
      action: ACTION[rule.action],
      since: startDay(context, use, reopened),
      at: null,
      reopenedBy: null,
    };
  }
  const stops = isOnLeave && rule.duringLeave === "stops";
  if (context.loginsWatchedSince === null || stops || context.ordersFor(owner, "hold").length > 0) {
    return { ...NONE, reopenedBy };
  }
  const since = startDay(context, use, reopened);
  const overOn = nextDay(endOfMonths(since, rule.months));
  return overOn <= context.today
    ? { action: ACTION[rule.action], since, at: null, reopenedBy: null }
    : { action: null, since, at: startOfDay(overOn), reopenedBy };
}

const isLockedForInactivity = (facts: AccountFacts | undefined): boolean =>
  facts?.reason === "ACCOUNT_INACTIVE" && facts.status !== "active";

/** Days, since that is what HR gives: a term cannot be over on the day on which it began. */
const hasReturned = (facts: AccountFacts | undefined, activeFrom: Day | null): boolean =>
  activeFrom !== null && facts !== undefined && facts.since !== null && activeFrom >= vietnamDay(facts.since);

const isNewer = (at: Instant, since: Instant | null): boolean =>
  since === null || Date.parse(at) >= Date.parse(since);

/** The newest of all that begins the term; today, where nothing is known or the account is being opened now. */
function startDay(context: DesiredContext, use: AccountUse, reopened: Order | null): Day {
  const { facts, activeFrom } = use;
  if (facts === undefined || isBeingOpened(use)) return context.today;
  if (facts.lastLogin === null && facts.createdAt === null) return context.today;
  const newest = newestOf([
    facts.lastLogin,
    facts.createdAt,
    facts.openedAt,
    context.loginsWatchedSince,
    reopened?.at ?? null,
  ]);
  const day = vietnamDay(newest);
  return activeFrom !== null && activeFrom > day ? activeFrom : day;
}

function newestOf(instants: readonly (Instant | null)[]): Instant {
  const times = instants.flatMap((instant) => (instant === null ? [] : [Date.parse(instant)]));
  return new Date(Math.max(...times)).toISOString();
}

/** It was locked for another reason, which is gone: whoever comes back has the whole term. */
const isBeingOpened = ({ facts, isOnLeave }: AccountUse): boolean =>
  facts !== undefined &&
  facts.status !== "active" &&
  facts.reason !== null &&
  facts.reason !== "ACCOUNT_INACTIVE" &&
  !isOnLeave;
