/** The directory while the items of an undo are planned one after the other: each meets what those before it left. */
import {
  type Attributes,
  dnKey,
  type ObservedEntry,
  REFERENCE_ATTRIBUTES,
  type ReferenceAttribute,
  splitDn,
} from "../model/entry.ts";
import type { Owner } from "../model/owner.ts";

/** An entry as it is when the next item comes. */
export interface SceneEntry {
  dn: string;
  readonly observed: ObservedEntry;
  /** All but the references. */
  attributes: Attributes;
  /** By the key of the DN that is referred to. */
  readonly references: Readonly<Record<ReferenceAttribute, Map<string, string>>>;
  /** Owners of items that renamed it or the tree above it. */
  readonly movedBy: Set<Owner>;
  /** Owners of items that took away or put in something that stands on it: a reference to it, an entry below it. */
  readonly touchedBy: Set<Owner>;
}

/** The policy an entry is under: it cannot go away unnoticed either. */
const POLICY = "pwdPolicySubentry";

export class UndoScene {
  readonly #entries = new Map<string, SceneEntry>();
  readonly #byId = new Map<string, SceneEntry>();
  /** Key of a DN → entries that hold it. */
  readonly #holders = new Map<string, Set<SceneEntry>>();
  /** Key of a DN → entries right below. */
  readonly #children = new Map<string, Set<SceneEntry>>();

  constructor(observed: readonly ObservedEntry[]) {
    for (const entry of observed) {
      const { member = [], roleOccupant = [], ...attributes } = entry.attributes;
      const references = { member: byKey(member), roleOccupant: byKey(roleOccupant) };
      const scene: SceneEntry = {
        dn: entry.dn,
        observed: entry,
        attributes,
        references,
        movedBy: new Set(),
        touchedBy: new Set(),
      };
      this.#put(scene);
      const id = attributes.danhbaId?.[0];
      if (id !== undefined) this.#byId.set(id, scene);
      for (const dn of pointersOf(scene)) add(this.#holders, dn, scene);
    }
  }

  at(dn: string): SceneEntry | undefined {
    return this.#entries.get(dnKey(dn));
  }

  /** danhba's own entry with this id, wherever it is. */
  byId(danhbaId: string): SceneEntry | undefined {
    return this.#byId.get(danhbaId);
  }

  /** Entries that hold this DN, in the order of theirs. */
  holdersOf(dn: string): SceneEntry[] {
    return [...(this.#holders.get(dnKey(dn)) ?? [])].toSorted((a, b) => (a.dn < b.dn ? -1 : 1));
  }

  childrenOf(dn: string): SceneEntry[] {
    return [...(this.#children.get(dnKey(dn)) ?? [])];
  }

  /** @param attributes no references */
  set(entry: SceneEntry, attributes: Attributes, by: Owner): void {
    const [was, policy] = [
      entry.attributes[POLICY]?.[0],
      (attributes[POLICY] ?? entry.attributes[POLICY])?.[0],
    ];
    entry.attributes = { ...entry.attributes, ...attributes };
    if (was === policy) return;
    if (was !== undefined) this.#unpoint(entry, was, by);
    if (policy !== undefined) add(this.#holders, dnKey(policy), entry);
  }

  refer(holder: SceneEntry, { attribute, remove: gone, add: come }: Reference, by: Owner): void {
    for (const dn of gone) {
      holder.references[attribute].delete(dnKey(dn));
      this.#unpoint(holder, dn, by);
    }
    for (const dn of come) {
      holder.references[attribute].set(dnKey(dn), dn);
      add(this.#holders, dnKey(dn), holder);
      this.at(dn)?.touchedBy.add(by);
    }
    holder.touchedBy.add(by);
  }

  delete(entry: SceneEntry, by: Owner): void {
    for (const dn of pointersOf(entry)) this.#unpoint(entry, dn, by);
    this.#take(entry);
    this.at(splitDn(entry.dn).parent)?.touchedBy.add(by);
    const id = entry.observed.attributes.danhbaId?.[0];
    if (id !== undefined) this.#byId.delete(id);
  }

  /** With all that stands below it. */
  rename(entry: SceneEntry, newDn: string, by: Owner): void {
    this.at(splitDn(entry.dn).parent)?.touchedBy.add(by);
    const { dn } = entry;
    for (const moved of this.#subtree(entry)) {
      this.#take(moved);
      moved.dn = moved.dn.slice(0, moved.dn.length - dn.length) + newDn;
      moved.movedBy.add(by);
      this.#put(moved);
    }
  }

  #subtree(entry: SceneEntry): SceneEntry[] {
    return [entry, ...this.childrenOf(entry.dn).flatMap((child) => this.#subtree(child))];
  }

  #put(entry: SceneEntry): void {
    this.#entries.set(dnKey(entry.dn), entry);
    add(this.#children, splitDn(dnKey(entry.dn)).parent, entry);
  }

  #take(entry: SceneEntry): void {
    this.#entries.delete(dnKey(entry.dn));
    remove(this.#children, splitDn(dnKey(entry.dn)).parent, entry);
  }

  #unpoint(entry: SceneEntry, dn: string, by: Owner): void {
    remove(this.#holders, dnKey(dn), entry);
    this.at(dn)?.touchedBy.add(by);
  }
}

/** Values of a reference attribute to take away and to put in. */
export interface Reference {
  readonly attribute: ReferenceAttribute;
  readonly remove: readonly string[];
  readonly add: readonly string[];
}

const byKey = (values: readonly string[]): Map<string, string> =>
  new Map(values.map((value) => [dnKey(value), value]));

const pointersOf = ({ references, attributes }: SceneEntry): string[] => [
  ...REFERENCE_ATTRIBUTES.flatMap((attribute) => [...references[attribute].keys()]),
  ...(attributes[POLICY] ?? []).map(dnKey),
];

function add(map: Map<string, Set<SceneEntry>>, key: string, entry: SceneEntry): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, new Set([entry]));
  else known.add(entry);
}

function remove(map: Map<string, Set<SceneEntry>>, key: string, entry: SceneEntry): void {
  map.get(key)?.delete(entry);
}
