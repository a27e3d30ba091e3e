/** Where entries of the organisation tree are while units move, since a move carries everything below it along. */
import { dnKey, splitDn } from "../model/entry.ts";

/** The current DNs of the tree's entries, kept up to date while moves are planned one after the other. */
export class TreePositions {
  readonly #dns = new Map<string, string>();

  /** @param dns the observed DNs, in any order */
  constructor(dns: Iterable<string>) {
    for (const dn of dns) this.#dns.set(dnKey(dn), dn);
  }

  /** Where the entry that was observed at `observedDn` is now. */
  currentDn(observedDn: string): string {
    return this.#dns.get(dnKey(observedDn)) ?? observedDn;
  }

  /** Records that the entry now at `from` goes to `to`, with all that stands below it. */
  move(from: string, to: string): void {
    const ending = `,${dnKey(from)}`;
    for (const [key, dn] of this.#dns) {
      if (dnKey(dn) === dnKey(from)) this.#dns.set(key, to);
      else if (dnKey(dn).endsWith(ending)) this.#dns.set(key, dn.slice(0, dn.length - from.length) + to);
    }
  }
}

/** How many RDNs a DN has; parents have fewer than their children. */
export function depthOf(dn: string): number {
  let depth = 0;
  for (let rest = dn; rest !== ""; rest = splitDn(rest).parent) depth += 1;
  return depth;
}
