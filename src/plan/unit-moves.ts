/** Where entries of the organisation tree are while units move, since a move carries everything below it along. */
import { dnKey, splitDn } from "../model/entry.ts";

/** The current DNs of the tree's entries, kept up to date while moves are planned one after the other. */
export class TreePositions {
  /** Current DNs by the key of the observed one. */
  readonly #dns = new Map<string, string>();
  /** Keys of the observed DNs of what is at a place now, by the key of the place. */
  readonly #at = new Map<string, readonly string[]>();
  /** Keys of the places right below one; also of places at which nothing was observed. */
  readonly #below = new Map<string, Set<string>>();

  /** @param dns the observed DNs, in any order */
  constructor(dns: Iterable<string>) {
    for (const dn of dns) {
      const key = dnKey(dn);
      if (!this.#dns.has(key)) this.#put(key, dn);
      this.#dns.set(key, dn);
    }
  }

  /** Where the entry that was observed at `observedDn` is now. */
  currentDn(observedDn: string): string {
    return this.#dns.get(dnKey(observedDn)) ?? observedDn;
  }

  /** Records that the entry now at `from` goes to `to`, with all that stands below it: the effort is theirs alone. */
  move(from: string, to: string): void {
    const fromKey = dnKey(from);
    const moved: { readonly observed: string; readonly dn: string }[] = [];
    for (const place of this.#subtree(fromKey)) {
      for (const observed of this.#at.get(place) ?? []) {
        const dn = this.currentDn(observed);
        moved.push({ observed, dn: place === fromKey ? to : dn.slice(0, dn.length - from.length) + to });
      }
      this.#at.delete(place);
      this.#below.delete(place);
    }
    this.#below.get(splitDn(fromKey).parent)?.delete(fromKey);
    for (const { observed, dn } of moved) {
      this.#dns.set(observed, dn);
      this.#put(observed, dn);
    }
  }

  /** The place itself and every one below it. */
  #subtree(top: string): string[] {
    const places = [top];
    for (let index = 0; index < places.length; index += 1) {
      for (const below of this.#below.get(places[index] as string) ?? []) places.push(below);
    }
    return places;
  }

  #put(observed: string, dn: string): void {
    const key = dnKey(dn);
    this.#at.set(key, [...(this.#at.get(key) ?? []), observed]);
    for (let at = key; at !== ""; ) {
      const { parent } = splitDn(at);
      const siblings = this.#below.get(parent);
      if (siblings?.has(at)) return;
      if (siblings === undefined) this.#below.set(parent, new Set([at]));
      else siblings.add(at);
      at = parent;
    }
  }
}

/** How many RDNs a DN has; parents have fewer than their children. */
export function depthOf(dn: string): number {
  let depth = 0;
  for (let from = 0; from < dn.length; ) {
    depth += 1;
    const comma = dn.indexOf(",", from);
    if (comma < 0) break;
    from = comma + 1;
  }
  return depth;
}
