/** The independent check after a full run that planned only what differed: all of both sides is compared once more. */
import { danhbaId } from "../desired/danhba-id.ts";
import { personAccounts } from "../desired/person-owner.ts";
import { type Owner, unitOwner } from "../model/owner.ts";
import type { Proof } from "../model/proof.ts";
import { vietnamDay } from "../model/vietnam-time.ts";
import { excuses } from "../prove/excuses.ts";
import type { Suspicion } from "../prove/proof-input.ts";
import { proveRealm } from "../prove/prove-realm.ts";
import { compareEntries, ownEntries } from "./find-differences.ts";
import { observeAround } from "./observe-around.ts";
import type { PreparedPlan, SliceReading } from "./prepared-plan.ts";
import { type ProvedRun, proofRules } from "./prove.ts";
import { readSlice } from "./read-slice.ts";
import type { RealmServices } from "./realm-services.ts";
import { REALM_OWNER as REALM } from "./run-clock.ts";
import { SCOPE_LIMIT, scopeTest } from "./scope.ts";

/**
 * | read again | judged by |
 * |---|---|
 * | rows and entries of those whom the run looked at | the rules of `prove/` |
 * | every other row and entry | what was remembered when those rules, or a plan of everything, last looked at them |
 */
export async function proveSlice(
  services: RealmServices,
  prepared: PreparedPlan & { readonly slice: SliceReading },
  { findings, held, undone, left, now }: Omit<ProvedRun, "observed">,
): Promise<Proof> {
  const { realm, profile, slices, feed, answers, directory } = services;
  const again = await readSlice(services, prepared.slice.scope, now);
  const isOvertaken = await feed.hasUnseenChanges(realm.id, prepared.cursor);
  const [rows, entries] = await Promise.all([
    slices.differing(realm.id, SCOPE_LIMIT),
    compareEntries(services),
  ]);
  const notDone = new Set<Owner>(
    [...held.map(({ item }) => item), ...undone, ...left].map(({ owner }) => owner),
  );
  const isInScope = scopeTest(profile, prepared.slice.scope);
  const suspicions: Suspicion[] = [];
  const suspect = (what: Suspicion["what"], dn: string, expected: string, found: string): void => {
    suspicions.push({ owners: [REALM], dn, what, expected, found });
  };
  if (rows === null) suspect("feed", "", "rows as they were remembered", `more than ${SCOPE_LIMIT} others`);
  else if (!isOvertaken) {
    for (const id of rows.changes.people) suspect("feed", "", `the row of ${id} as planned`, "another");
  }
  if (entries === null) {
    suspect("appeared", "", "entries as they were left", `more than ${SCOPE_LIMIT} others`);
  } else {
    const known = await answers.projection.find(realm.id, [...entries.changed, ...entries.missing], []);
    const isOpen = (id: string): boolean => notDone.has(known.get(id)?.owner ?? REALM);
    for (const id of entries.changed.filter((one) => !isOpen(one)))
      suspect("appeared", known.get(id)?.dn ?? id, "the entry as it was left", "another");
    for (const id of entries.missing.filter((one) => !isOpen(one)))
      suspect("vanished", known.get(id)?.dn ?? id, id, "no entry");
    for (const { dn } of entries.groups) suspect("member", dn, "the members that are remembered", "others");
  }
  if (again === null) throw new TypeError("a scope that was read cannot be read again");
  // Groups of subtrees follow the entries of the units.
  const tree = await directory.findOwn(
    again.feed.units.map(({ code }) => danhbaId(realm.id, unitOwner(code))),
  );
  const observed = await observeAround(services, again, prepared.desired, tree);
  const ids = observed.flatMap(({ attributes }) => attributes.danhbaId ?? []);
  const proof = proveRealm(
    {
      realm,
      rules: proofRules(services),
      now,
      today: vietnamDay(now),
      feed: again.feed,
      ledger: again.ledger,
      accounts: again.memory.accounts,
      orders: again.memory.orders,
      entries: observed,
      expectedIds: new Set(ids),
      isConcerned: (owners) => owners.some((owner) => owner === REALM || isInScope(owner)),
      isExcused: excuses({
        isPerAgency: profile.people.transfer === "cancel",
        findings,
        notDone,
        overtaken: isOvertaken
          ? [...again.scope.owners, ...personAccounts(again.scope.people), ...again.memory.accounts.keys()]
          : [],
        decided: again.decisions.flatMap(({ state, finding }) =>
          state === "resolved" ? [finding.owner] : [],
        ),
      }),
    },
    suspicions,
  );
  return {
    ...proof,
    people: rows?.people ?? proof.people,
    entries: entries === null ? proof.entries : ownEntries(entries),
  };
}
