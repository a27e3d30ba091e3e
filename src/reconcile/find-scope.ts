/** Whom the changes since the last run concern: rows of the feed, orders, terms, edits of the directory, what is open. */

import { subtreeGroup, unitGroup } from "../desired/group-entries.ts";
import type { FeedUnit, Instant } from "../model/feed.ts";
import { agencyOwner, groupOwner, type Owner, unitOwner } from "../model/owner.ts";
import { findEdits } from "./find-edits.ts";
import type { RealmServices } from "./realm-services.ts";
import { rulesDigest } from "./rules-digest.ts";
import { SCOPE_LIMIT, type Scope, scopeOf } from "./scope.ts";

/**
 * | since the last run | looked at |
 * |---|---|
 * | rows of a person or of their posts changed | the person |
 * | an operator decided or ordered something, a term is over, an entry was edited | the owner |
 * | it was left otherwise than it should be (held, refused, only reported) | the owner |
 * | a unit changed | all units with their mailboxes and groups, the people in it and below it, whoever waits for a name |
 *
 * @param isEditCertain somebody has edited the directory
 * @param isCompared the directory is compared as a whole besides
 * @returns null: everything must be looked at, because the rules are others than those by which entries were last
 * made, too much has changed, or what has changed cannot be told
 */
export async function findScope(
  services: RealmServices,
  now: Instant,
  isEditCertain: boolean,
  isCompared = false,
): Promise<Scope | null> {
  const { realm, profile, journal, slices, scopes } = services;
  if ((await scopes.rules(realm.id)) !== rulesDigest(services)) return null;
  const cursor = await journal.lastCursor(realm.id);
  if (cursor === null) return null;
  const changes = await slices.changes(realm.id, cursor, SCOPE_LIMIT);
  if (changes === null) return null;
  const edited = isCompared ? [] : await findEdits(services);
  if (edited === null || (isEditCertain && edited.length === 0)) return null;
  const owners = [
    ...changes.touched,
    ...(await scopes.open(realm.id)),
    ...(await scopes.due(realm.id, now)),
    ...edited,
  ];
  const found = scopeOf(profile, owners, changes.people);
  const units = new Set([...changes.units, ...unitsAmong(found.owners)]);
  const scope = units.size === 0 ? found : await withUnits(services, found, units);
  return scope === null || scope.people.size > SCOPE_LIMIT ? null : scope;
}

const unitsAmong = (owners: ReadonlySet<Owner>): string[] =>
  [...owners].filter((owner) => owner.startsWith("unit:")).map((owner) => owner.slice("unit:".length));

/** A unit's name and place are in the entries of its people, and in the names that others may have. */
async function withUnits(
  { realm, profile, slices, journal }: RealmServices,
  found: Scope,
  changed: ReadonlySet<string>,
): Promise<Scope | null> {
  const { units } = await slices.read(realm.id, []);
  const concerned = belowAny(units, changed);
  const people = await slices.peopleOf(realm.id, [...concerned]);
  if (people.length > SCOPE_LIMIT) return null;
  const waiting = (await journal.decisions(realm.id))
    .filter(({ state }) => state === "open")
    .map(({ finding }) => finding.owner);
  const codes = new Set([...units.map(({ code }) => code), ...changed]);
  const ofUnits = [...codes].flatMap((code) => [
    unitOwner(code),
    agencyOwner(code),
    groupOwner(unitGroup(code)),
    groupOwner(subtreeGroup(code)),
  ]);
  const more = scopeOf(profile, [...waiting, ...ofUnits], people);
  return {
    people: new Set([...found.people, ...more.people]),
    owners: new Set([...found.owners, ...more.owners]),
  };
}

/** Codes of these units, of all below them, and of those that went into one of them. */
function belowAny(units: readonly FeedUnit[], changed: ReadonlySet<string>): Set<string> {
  const found = new Set(changed);
  for (let before = -1; before < found.size; ) {
    before = found.size;
    for (const { code, parentCode, successorCode } of units) {
      if (found.has(parentCode ?? "") || found.has(successorCode ?? "")) found.add(code);
      if (found.has(code) && successorCode !== null) found.add(successorCode);
    }
  }
  return found;
}
