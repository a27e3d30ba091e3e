/** Drift: items that nothing calls for but a change from elsewhere, what it was, and what becomes of it. */
import { danhbaId } from "../desired/danhba-id.ts";
import type { HeldItem, Trait } from "../gate/judge-plan.ts";
import type { Item, Plan } from "../model/change.ts";
import { csnInstant, isOlderContext, isOlderCsn } from "../model/csn.ts";
import type { Drift, DriftMode } from "../model/drift.ts";
import { dnKey, type ObservedEntry, splitDn } from "../model/entry.ts";
import type { Owner } from "../model/owner.ts";
import { isSecret } from "../model/secret-values.ts";
import type { KnownEntry, Projection } from "../ports/answer-ports.ts";

export type Drifted = Pick<Drift, "what" | "attributes" | "by">;

/**
 * | what the entry is to be | when it was last brought there | the item is |
 * |---|---|---|
 * | the same | known | drift |
 * | something else | known | the feed's, the regulation's or an operator's, whatever was edited besides |
 * | anything | not known | the same: nothing is called drift that may not be |
 */
export function driftedOwners({
  realm,
  plan,
  intents,
  projection,
  observed,
}: {
  readonly realm: string;
  readonly plan: Plan;
  readonly intents: ReadonlyMap<Owner, string>;
  readonly projection: Projection;
  readonly observed: readonly ObservedEntry[];
}): Map<Owner, Drifted> {
  const drifted = new Map<Owner, Drifted>();
  const items = plan.items.filter(({ owner }) => {
    const known = projection.entries.get(danhbaId(realm, owner))?.intent ?? null;
    return known !== null && known === intents.get(owner);
  });
  if (items.length === 0) return drifted;
  const entries = new Map(observed.map((entry) => [dnKey(entry.dn), entry]));
  for (const item of items) drifted.set(item.owner, whatHappened(item, entries));
  return drifted;
}

function whatHappened(item: Item, entries: ReadonlyMap<string, ObservedEntry>): Drifted {
  if (item.dnBefore === null) return { what: "deleted", attributes: [], by: null };
  const attributes = new Set<string>();
  let written: ObservedEntry | undefined;
  for (const operation of item.operations) {
    const isOwn = operation.op === "rename" || dnKey(operation.dn) === dnKey(item.dn);
    const entry = entries.get(dnKey(isOwn ? item.dnBefore : operation.dn));
    written ??= entry;
    if (operation.op === "rename") {
      for (const name of renamed(operation.dn, operation.newDn)) attributes.add(name);
    } else if (operation.op === "modify") {
      for (const { attribute } of operation.changes) if (!isSecret(attribute)) attributes.add(attribute);
    }
  }
  return { what: "edited", attributes: [...attributes].toSorted(), by: lastWriter(written) };
}

/** The attribute that names the entry, and `dn` where it stands elsewhere. */
function renamed(from: string, to: string): string[] {
  const [was, is] = [splitDn(from), splitDn(to)];
  const names = dnKey(was.rdn) === dnKey(is.rdn) ? [] : [is.rdn.slice(0, is.rdn.indexOf("="))];
  return dnKey(was.parent) === dnKey(is.parent) ? names : [...names, "dn"];
}

/** A noted sign-in is a write by the server itself, and hides who wrote before. */
function lastWriter(entry: ObservedEntry | undefined): string | null {
  const { modifiersName, modifyTimestamp, pwdLastSuccess } = entry?.attributes ?? {};
  const isSignIn = pwdLastSuccess !== undefined && pwdLastSuccess[0] === modifyTimestamp?.[0];
  return isSignIn ? null : (modifiersName?.[0] ?? null);
}

/**
 * Whether the directory went back in time, as a restored backup makes it: entries, or the directory as a whole, are
 * older than they were seen to be. Null: no; else the newest times of that, ISO 8601.
 */
export function restoredFrom({
  observed,
  projection,
  contextCsn,
}: {
  readonly observed: readonly ObservedEntry[];
  readonly projection: Projection;
  readonly contextCsn: string | null;
}): { readonly was: string; readonly is: string } | null {
  const known = new Map<string, KnownEntry>();
  for (const entry of projection.entries.values()) known.set(entry.entryUuid, entry);
  let [was, is] = ["", ""];
  for (const { entryUuid, entryCsn } of observed) {
    const seen = known.get(entryUuid);
    if (seen === undefined || !isOlderCsn(entryCsn, seen.entryCsn)) continue;
    if (seen.entryCsn > was) was = seen.entryCsn;
    if (entryCsn > is) is = entryCsn;
  }
  if (was !== "") return { was: csnInstant(was), is: csnInstant(is) };
  const context = projection.contextCsn;
  if (context === null || contextCsn === null || !isOlderContext(contextCsn, context)) return null;
  return { was: csnInstant(context), is: csnInstant(contextCsn) };
}

/** What is tried, and what is only reported because the realm wants it so, with whatever requires that. */
export function leaveDrift(
  released: readonly Item[],
  traits: ReadonlyMap<Owner, Trait>,
  mode: DriftMode,
): { readonly tried: readonly Item[]; readonly left: readonly Item[] } {
  if (mode === "correct") return { tried: released, left: [] };
  const owners = new Set<Owner>();
  const tried: Item[] = [];
  const left: Item[] = [];
  // Items stand in the order of their requirements.
  for (const item of released) {
    if (traits.get(item.owner)?.isDrift === true || item.requires.some((owner) => owners.has(owner))) {
      owners.add(item.owner);
      left.push(item);
    } else {
      tried.push(item);
    }
  }
  return { tried, left };
}

/** In the order of the plan. Of a run that was stopped only what is known: what was not tried comes up again. */
export function driftReport(
  drifted: ReadonlyMap<Owner, Drifted>,
  {
    plan,
    held,
    undone,
    left,
    isStopped,
  }: {
    readonly plan: Plan;
    readonly held: readonly HeldItem[];
    /** Refused, or not tried because of that. */
    readonly undone: readonly Item[];
    readonly left: readonly Item[];
    readonly isStopped: boolean;
  },
): readonly Drift[] {
  if (drifted.size === 0) return [];
  const outcomes = new Map<Owner, Drift["outcome"]>();
  for (const { owner } of undone) outcomes.set(owner, "failed");
  for (const { owner } of left) outcomes.set(owner, "reported");
  for (const { item } of held) outcomes.set(item.owner, "held");
  return plan.items.flatMap(({ owner, dn, dnBefore }) => {
    const found = drifted.get(owner);
    const outcome = outcomes.get(owner) ?? (isStopped ? undefined : "corrected");
    if (found === undefined || outcome === undefined) return [];
    return [{ owner, dn: dnBefore ?? dn, ...found, outcome }];
  });
}
