/** The time of a run: never before the run that came last, so that a clock that jumps back does nothing twice. */
import type { RealmPlace } from "../desired/context.ts";
import type { Finding } from "../model/finding.ts";
import { policyOwner } from "../model/owner.ts";
import type { Clock } from "../ports/clock.ts";
import { instantOf } from "../ports/clock.ts";
import type { RealmServices } from "./realm-services.ts";

/** A clock that is set right by this much, as time services do, is nothing to tell. */
const TOLERATED_MS = 60_000;

/** Who findings about the realm as a whole belong to. */
export const REALM_OWNER = policyOwner("realm");

export interface RunClock {
  readonly clock: Clock;
  readonly findings: readonly Finding[];
}

/**
 * | clock | operator says that it is right | time of the run |
 * |---|---|---|
 * | at or after the newest run's start | any | the clock |
 * | before it | no | that start, until the clock has passed it; told when it is more than a minute |
 * | before it | yes | the clock; being the newest, the run puts all later ones right |
 */
export async function runClock(
  {
    journal,
    realm,
    clock,
  }: Pick<RealmServices, "journal" | "clock"> & { readonly realm: Pick<RealmPlace, "id"> },
  isClockRight: boolean,
): Promise<RunClock> {
  const [newest] = await journal.runs(realm.id, 1);
  if (newest === undefined || isClockRight) return { clock, findings: [] };
  const earliest = Date.parse(newest.startedAt);
  const isBehind = earliest - clock.now() > TOLERATED_MS;
  const params = { clock: instantOf(clock), newest: newest.startedAt };
  return {
    clock: { now: () => Math.max(clock.now(), earliest) },
    findings: isBehind ? [{ code: "CLOCK_BEHIND", owner: REALM_OWNER, params }] : [],
  };
}
