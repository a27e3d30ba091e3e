/** The independent check: what feed, ledger and memory call for, computed once more and looked for in the directory. */
import type { Difference, Proof } from "../model/proof.ts";
import { checkAbsent, checkGroups } from "./check-groups.ts";
import { checkPeople } from "./check-people.ts";
import { checkUnits } from "./check-units.ts";
import { checkEntries, checkLedger, checkSharedAddresses } from "./check-whole.ts";
import type { ProofInput, Suspicion } from "./proof-input.ts";
import { lookAtRealm } from "./realm-sight.ts";

/** Differences that are kept; all are counted. */
const KEPT = 50;
/** Longest value that is kept. */
const LONGEST = 200;

/**
 * Shares no rule with the planner. Cost: people × posts × depth of the tree. A difference is tolerated when
 * `isExcused` says so of one of its owners.
 */
export function proveRealm(input: ProofInput, more: readonly Suspicion[] = []): Proof {
  const suspicions: Suspicion[] = [...more];
  const sight = lookAtRealm(input, (suspicion) => {
    if (input.isConcerned?.(suspicion.owners) !== false) suspicions.push(suspicion);
  });
  // People first: units and groups are judged by who is active.
  checkPeople(sight);
  checkUnits(sight);
  checkGroups(sight);
  checkAbsent(sight);
  checkEntries(sight);
  checkSharedAddresses(sight);
  checkLedger(sight);
  const unexplained = suspicions.filter(({ owners, what }) => !input.isExcused(owners, what));
  return {
    people: input.feed.people.length,
    judged: input.feed.people.length,
    entries: sight.own.length,
    differences: unexplained.slice(0, KEPT).map(differenceOf),
    unexplained: unexplained.length,
    tolerated: suspicions.length - unexplained.length,
  };
}

const differenceOf = ({ owners, dn, what, expected, found }: Suspicion): Difference => ({
  owner: owners[0],
  dn,
  what,
  expected: expected.slice(0, LONGEST).toWellFormed(),
  found: found.slice(0, LONGEST).toWellFormed(),
});
