/** What a run leaves undone, since when it waits, and by which day the regulation wants it done. */
import { countWorkingDays, dueAfterWorkingDays } from "../desired/legal-time.ts";
import type { Calendar } from "../model/calendar.ts";
import type { Item } from "../model/change.ts";
import type { Day, FeedDelivery, Instant } from "../model/feed.ts";
import { FINDING_CODES, type Finding } from "../model/finding.ts";
import type { Pending, RequestKind } from "../model/pending.ts";
import { vietnamDay } from "../model/vietnam-time.ts";
import type { Profile } from "../naming/profile.ts";
import type { RealmMemory } from "../ports/journal-port.ts";

export interface Undone {
  readonly held: readonly Pick<Item, "owner" | "kind">[];
  readonly failed: readonly Pick<Item, "owner" | "kind">[];
  readonly findings: readonly Finding[];
  readonly resets: RealmMemory["resets"];
}

export interface PendingContext {
  readonly deadlines: Profile["limits"]["deadlines"];
  readonly calendar: Calendar;
  /** What was pending after the run before: it waits since then. */
  readonly known: readonly Pending[];
  readonly delivery: Pick<FeedDelivery, "id" | "loadedAt"> | null;
  /** Id of the delivery that an earlier run has seen to the end. */
  readonly seenDelivery: string | null;
  /** When the run began. */
  readonly startedAt: Instant;
}

/**
 * | waits | request | since |
 * |---|---|---|
 * | an item the gate holds or the directory refused: delete, disable | terminate | its delivery, if this run is the first to see that; else the run |
 * | any other such item; a finding that keeps somebody from what the feed asks for | create_or_change | the same |
 * | a password that was asked for and is not collected | password_reset | the request |
 *
 * One per owner and request, sorted; a failure says more than a hold, and a hold more than a finding.
 */
export function pendingOf({ held, failed, findings, resets }: Undone, context: PendingContext): Pending[] {
  const arrived = firstSeenAt(context);
  const waiting = new Map<string, Waiting>();
  const add = (entry: Waiting): void => {
    const key = `${entry.owner} ${entry.request}`;
    if (!waiting.has(key)) waiting.set(key, entry);
  };
  for (const item of failed) add(waitingItem(item, arrived, "failed"));
  for (const item of held) add(waitingItem(item, arrived, "held"));
  for (const { code, owner } of findings) {
    const isInTheWay = FINDING_CODES[code] !== "note";
    if (isInTheWay) add({ owner, request: "create_or_change", since: arrived, waitsFor: code });
  }
  for (const { owner, at } of resets) {
    add({ owner, request: "password_reset", since: at, waitsFor: "collection" });
  }
  const known = new Map(context.known.map((entry) => [`${entry.owner} ${entry.request}`, entry.since]));
  return [...waiting]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, entry]) => withTerm({ ...entry, since: known.get(key) ?? entry.since }, context));
}

type Waiting = Omit<Pending, "dueOn" | "clause">;

const waitingItem = (
  { owner, kind }: Pick<Item, "owner" | "kind">,
  since: Instant,
  waitsFor: string,
): Waiting => ({
  owner,
  request: kind === "delete" || kind === "disable" ? "terminate" : "create_or_change",
  since,
  waitsFor,
});

function firstSeenAt({ delivery, seenDelivery, startedAt }: PendingContext): Instant {
  return delivery === null || delivery.id === seenDelivery ? startedAt : delivery.loadedAt;
}

function withTerm(entry: Waiting, { deadlines, calendar }: PendingContext): Pending {
  const rule = deadlineFor(deadlines, entry.request);
  if (rule === undefined) return { ...entry, dueOn: null, clause: null };
  const dueOn = dueAfterWorkingDays(vietnamDay(entry.since), rule.workingDays, calendar);
  return { ...entry, dueOn, clause: rule.clause };
}

/** The rule for exactly this request, else the one for any. */
function deadlineFor(deadlines: PendingContext["deadlines"], request: RequestKind) {
  return (
    deadlines.find((rule) => rule.request === request) ?? deadlines.find((rule) => rule.request === "any")
  );
}

/** Years that a term runs through or that it is now, whose holidays are not known. */
export function yearsWithoutHolidays(
  pending: readonly Pending[],
  today: Day,
  calendar: Calendar,
): readonly number[] {
  const days = [today, ...pending.flatMap(({ dueOn }) => (dueOn === null ? [] : [dueOn]))];
  const years = new Set(days.map((day) => Number(day.slice(0, 4))));
  return [...years].filter((year) => !calendar.years.has(year)).toSorted((a, b) => a - b);
}

export interface Overdue extends Pending {
  readonly dueOn: Day;
  /** 0 on a weekend or holiday right after the last day. */
  readonly workingDaysLate: number;
}

/** What should have been done by now, in the order given. */
export function overdueOf(pending: readonly Pending[], today: Day, calendar: Calendar): Overdue[] {
  return pending.flatMap((entry) => {
    const { dueOn } = entry;
    if (dueOn === null || today <= dueOn) return [];
    return [{ ...entry, dueOn, workingDaysLate: countWorkingDays(dueOn, today, calendar) }];
  });
}
