/** The managed tree as the change log tells it: a fold of records into entries. */
import { type Attributes, dnKey, REFERENCE_ATTRIBUTES, splitDn } from "../model/entry.ts";
import { type Owner, splitOwner } from "../model/owner.ts";
import type { LogRecord, ReferenceRecord } from "./record.ts";

/** An entry as it was when the last record told of it. */
export interface PastEntry {
  readonly owner: Owner;
  readonly dn: string;
  /** Names and values in order. */
  readonly attributes: Attributes;
  /** It has had a password, usable or not. */
  readonly hasPassword: boolean;
  /** False where no record tells how the entry began: the rest of it is not known. */
  readonly isWhole: boolean;
}

/** What danhba writes and yet cannot tell of an earlier time, each with its reason. */
export const UNTOLD: Readonly<Record<string, string>> = {
  userPassword: "the log holds no password, only that one was set",
  pwdReset: "the server takes it away when the person chooses a password of their own",
};

interface Standing {
  readonly owner: Owner;
  dn: string;
  readonly attributes: Map<string, readonly string[]>;
  /** Attribute → key of the DN → DN: a group may have very many members. */
  readonly references: Map<string, Map<string, string>>;
  hasPassword: boolean;
  readonly isWhole: boolean;
}

const IS_REFERENCE: ReadonlySet<string> = new Set(REFERENCE_ATTRIBUTES);

/**
 * Feed records in order of `seq` to `apply`. An owner has one entry at a time, so entries are kept by owner: what
 * people moved by hand, and danhba moved back, never left its place here.
 *
 * | record | the entry |
 * |---|---|
 * | `dnBefore` is null | begins: it holds `after` |
 * | of an entry that no record told of | begins: it holds `before`, then `after`; all that it held, if it was adopted |
 * | `dn` differs from where the entry is | goes there, with all below it (units); its RDN's value follows |
 * | `after` | an attribute has these values, or none |
 * | `delete`, complete | ends; an incomplete one took no more than references away |
 * | `references` | in the entries named: values go and come |
 */
export class PastTree {
  readonly #standing = new Map<Owner, Standing>();
  readonly #owners = new Map<string, Owner>();
  readonly #ids = new Map<string, Owner>();

  apply(record: LogRecord): void {
    if (record.kind !== "delete") this.#change(record);
    else if (record.isComplete) this.#end(record.owner);
    for (const reference of record.references) this.#refer(reference);
  }

  /** In the order of the tree: parents before what is below them. */
  entries(): PastEntry[] {
    return [...this.#standing.values()]
      .map((entry) => ({ entry, place: placeOf(entry.dn) }))
      .toSorted((a, b) => (a.place < b.place ? -1 : 1))
      .map(({ entry }) => pastEntry(entry));
  }

  #change(record: LogRecord): void {
    const entry = record.dnBefore === null ? this.#begin(record, true) : this.#find(record);
    this.#move(entry, record.dn);
    set(entry, record.after);
    for (const id of record.after.danhbaId ?? []) this.#ids.set(id, record.owner);
  }

  #find(record: LogRecord): Standing {
    const known = this.#standing.get(record.owner);
    if (known !== undefined) return known;
    const isAdopted = record.before.danhbaId?.length === 0 && record.before.objectClass !== undefined;
    const entry = this.#begin(record, isAdopted);
    set(entry, record.before);
    return entry;
  }

  #begin({ owner, dn, dnBefore }: LogRecord, isWhole: boolean): Standing {
    this.#end(owner);
    const place = dnBefore ?? dn;
    const nothing = { attributes: new Map(), references: new Map(), hasPassword: false };
    const entry: Standing = { owner, dn: place, ...nothing, isWhole };
    this.#standing.set(owner, entry);
    this.#owners.set(dnKey(place), owner);
    return entry;
  }

  #end(owner: Owner): void {
    const entry = this.#standing.get(owner);
    if (entry === undefined) return;
    this.#standing.delete(owner);
    this.#leave(entry);
  }

  /** A DN may be another owner's by now. */
  #leave({ dn, owner }: Standing): void {
    if (this.#owners.get(dnKey(dn)) === owner) this.#owners.delete(dnKey(dn));
  }

  #move(entry: Standing, to: string): void {
    const from = entry.dn;
    if (dnKey(from) === dnKey(to)) return;
    this.#place(entry, to);
    followRdn(entry, from, to);
    if (splitOwner(entry.owner).kind !== "unit") return;
    const ending = `,${dnKey(from)}`;
    for (const below of this.#standing.values()) {
      if (!dnKey(below.dn).endsWith(ending)) continue;
      this.#place(below, below.dn.slice(0, below.dn.length - from.length) + to);
    }
  }

  #place(entry: Standing, dn: string): void {
    this.#leave(entry);
    entry.dn = dn;
    this.#owners.set(dnKey(dn), entry.owner);
  }

  #refer({ dn, holder, attribute, removed, added }: ReferenceRecord): void {
    // By its id first: somebody may have renamed it, which no record tells.
    const owner = this.#ids.get(holder ?? "") ?? this.#owners.get(dnKey(dn));
    const entry = owner === undefined ? undefined : this.#standing.get(owner);
    if (entry === undefined || !IS_REFERENCE.has(attribute)) return;
    const values = valuesOf(entry, attribute);
    for (const value of removed) values.delete(dnKey(value));
    for (const value of added) values.set(dnKey(value), value);
  }
}

function set(entry: Standing, attributes: Attributes): void {
  for (const [name, values] of Object.entries(attributes)) {
    if (name === "userPassword") entry.hasPassword = true;
    if (name in UNTOLD) continue;
    if (IS_REFERENCE.has(name)) {
      const known = valuesOf(entry, name);
      known.clear();
      for (const value of values) known.set(dnKey(value), value);
    } else if (values.length === 0) {
      entry.attributes.delete(name);
    } else {
      entry.attributes.set(name, values);
    }
  }
}

function valuesOf({ references }: Standing, attribute: string): Map<string, string> {
  const known = references.get(attribute) ?? new Map<string, string>();
  references.set(attribute, known);
  return known;
}

/** As the server does: the old value of the name goes, the new one is there (RFC 4511 §4.9, deleteoldrdn). */
function followRdn({ attributes }: Standing, from: string, to: string): void {
  const old = rdnOf(from);
  const fresh = rdnOf(to);
  if (old.name === fresh.name && old.value.toLowerCase() === fresh.value.toLowerCase()) return;
  const without = (name: string, value: string) =>
    (attributes.get(name) ?? []).filter((other) => other.toLowerCase() !== value.toLowerCase());
  attributes.set(old.name, without(old.name, old.value));
  attributes.set(fresh.name, [...without(fresh.name, fresh.value), fresh.value]);
  if (attributes.get(old.name)?.length === 0) attributes.delete(old.name);
}

function rdnOf(dn: string): { readonly name: string; readonly value: string } {
  const { rdn } = splitDn(dn);
  const equals = rdn.indexOf("=");
  return { name: rdn.slice(0, equals), value: rdn.slice(equals + 1) };
}

/** RDNs from the root on, which no character of a DN separates. */
const placeOf = (dn: string): string => dnKey(dn).split(",").toReversed().join("\0");

function pastEntry({ owner, dn, attributes, references, hasPassword, isWhole }: Standing): PastEntry {
  const referring = [...references].map(([name, values]) => [name, [...values.values()]] as const);
  const named = [...attributes, ...referring]
    .filter(([, values]) => values.length > 0)
    .map(([name, values]) => [name, values.toSorted()] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return { owner, dn, attributes: Object.fromEntries(named), hasPassword, isWhole };
}
