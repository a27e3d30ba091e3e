/** What a run, or a plan, leaves to be done in time, and which years the calendar lacks for that. */
import type { Item } from "../model/change.ts";
import type { Instant } from "../model/feed.ts";
import type { Finding } from "../model/finding.ts";
import type { Pending } from "../model/pending.ts";
import { vietnamDay } from "../model/vietnam-time.ts";
import { pendingOf, yearsWithoutHolidays } from "./pending.ts";
import type { PreparedPlan } from "./prepared-plan.ts";
import type { RealmServices } from "./realm-services.ts";
import { REALM_OWNER } from "./run-clock.ts";

export async function termsOf(
  { journal, realm, profile, calendar }: Pick<RealmServices, "journal" | "realm" | "profile" | "calendar">,
  { findings, delivery, memory }: Pick<PreparedPlan, "findings" | "delivery" | "memory">,
  undone: { readonly held: readonly Item[]; readonly failed: readonly Item[] },
  startedAt: Instant,
): Promise<{ readonly pending: readonly Pending[]; readonly findings: readonly Finding[] }> {
  const { deadlines } = profile.limits;
  const known = await journal.pending(realm.id);
  const { resets, seenDelivery } = memory;
  const pending = pendingOf(
    { ...undone, findings, resets },
    { deadlines, calendar, known, delivery, seenDelivery, startedAt },
  );
  // Where the regulation sets no term, nobody needs the holidays.
  const years = deadlines.length === 0 ? [] : yearsWithoutHolidays(pending, vietnamDay(startedAt), calendar);
  const missing = years.map(
    (year): Finding => ({ code: "HOLIDAYS_MISSING", owner: REALM_OWNER, params: { year } }),
  );
  return { pending, findings: missing };
}
