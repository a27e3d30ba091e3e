/** Compares all of both sides with what is remembered of them, and says whom the differences concern. */
import { placeholderDn } from "../desired/context.ts";
import { dnKey } from "../model/entry.ts";
import type { Finding } from "../model/finding.ts";
import type { Owner } from "../model/owner.ts";
import { openMarks } from "../plan/member-marks.ts";
import type { EntryDifferences } from "../ports/scope-ports.ts";
import { findScope } from "./find-scope.ts";
import type { OddGroup, OddGroups } from "./observe-around.ts";
import { isOfBaseTree } from "./others-entries.ts";
import type { RealmServices } from "./realm-services.ts";
import { SCOPE_LIMIT, type Scope, scopeOf } from "./scope.ts";

export interface Differences {
  readonly scope: Scope;
  /** People of the feed and entries of the directory that were compared. */
  readonly people: number;
  readonly entries: number;
  /** DNs of entries that are not danhba's. */
  readonly others: readonly string[];
  readonly oddGroups: OddGroups;
}

/**
 * Every row of the feed is compared with the digest that the last plan of its person rested on, in the database; every
 * entry with the hash that it had when it was last as it should be; every group with the memberships of its people.
 * Equal on both sides, and with no term over since, an entry is as it should be: what it should be follows from these.
 * Bounded memory; as many round trips as pages.
 * @returns null: so much differs that everything is to be made anew, or the directory went back in time
 */
export async function findDifferences(services: RealmServices, now: string): Promise<Differences | null> {
  const { realm, profile, slices } = services;
  const known = await findScope(services, now, false, true);
  if (known === null) return null;
  // Side by side: the database compares rows while the directory is read.
  const [feed, entries] = await Promise.all([
    slices.differing(realm.id, SCOPE_LIMIT),
    compareEntries(services),
  ]);
  if (feed === null || feed.changes.units.length > 0) return null;
  if (entries === null || entries.isRestored) return null;
  const { owners, oddGroups } = await whose(services, entries);
  const found = scopeOf(profile, [...owners, ...feed.changes.touched], feed.changes.people);
  const scope: Scope = {
    people: new Set([...known.people, ...found.people]),
    owners: new Set([...known.owners, ...found.owners]),
  };
  if (scope.people.size > SCOPE_LIMIT) return null;
  const others = entries.others.filter((dn) => !isOfBaseTree(realm, dnKey(dn)));
  return { scope, people: feed.people, entries: ownEntries(entries), others, oddGroups };
}

/** How many of the entries that were compared are danhba's. */
export const ownEntries = ({ entries, others }: EntryDifferences): number => entries - others.length;

/** All entries with what is remembered of them. @returns null: too much differs */
export async function compareEntries({
  realm,
  answers,
  directory,
}: Pick<RealmServices, "realm" | "answers" | "directory">): Promise<EntryDifferences | null> {
  const { markKey } = await answers.projection.state(realm.id);
  const marks = openMarks(markKey, placeholderDn(realm.suffix));
  return await answers.projection.compareScan(realm.id, directory.scan(marks), SCOPE_LIMIT);
}

/** Owners of entries that differ, and everybody whose place in a group does. */
async function whose(
  { realm, answers, directory, scopes }: RealmServices,
  { changed, missing, groups }: EntryDifferences,
): Promise<{ readonly owners: readonly Owner[]; readonly oddGroups: OddGroups }> {
  const rows = await answers.projection.find(realm.id, [...changed, ...missing], []);
  const owners = [...rows.values()].flatMap(({ owner }) => owner ?? []);
  const { markKey } = await answers.projection.state(realm.id);
  const marks = openMarks(markKey, placeholderDn(realm.suffix));
  const placeholder = dnKey(placeholderDn(realm.suffix));
  const oddGroups = new Map<string, OddGroup>();
  for (const { dn, owner } of groups) {
    const members = await directory.membersOf(dn);
    const odd = await scopes.oddMembers(realm.id, owner, members);
    owners.push(...odd.owners, ...(owner === null ? [] : [owner]));
    oddGroups.set(dnKey(dn), {
      strangers: odd.strangers.filter((stranger) => dnKey(stranger) !== placeholder),
      hasPlaceholder: members.some((member) => dnKey(member) === placeholder),
      members: marks.sumOf(members),
    });
  }
  return { owners, oddGroups };
}

/** A change of the directory that nobody has to mend is told. */
export const unknownEntries = (others: readonly string[], realm: Owner): Finding[] =>
  others.map((dn) => ({ code: "UNKNOWN_ENTRY", owner: realm, params: { dn } }));
