/** Whose the addresses of found entries are: they were issued, although the ledger does not say so yet. */
import type { Desired } from "../desired/desired-result.ts";
import type { LedgerAddress } from "../model/address.ts";
import type { LedgerChange } from "../model/change.ts";
import type { Instant } from "../model/feed.ts";
import { type Owner, splitOwner } from "../model/owner.ts";
import { daysLater } from "../model/vietnam-time.ts";
import { isLocalPart } from "../naming/local-part.ts";
import type { FoundEntry } from "../plan/adoptions.ts";

export interface WithFound {
  readonly desired: Desired;
  /** The ledger by which that is so. */
  readonly ledger: readonly LedgerAddress[];
  /** What the ledger records of a found entry's owner with its adoption. */
  readonly recorded: ReadonlyMap<Owner, readonly LedgerChange[]>;
}

/**
 * | the rules give each found entry | then |
 * |---|---|
 * | the address that it has, and the state | that is what is recorded, with form and clause |
 * | not so, since the feed changed meanwhile | what they have counts as issued: nobody else gets it, and whoever is to have another one is renamed |
 *
 * @param build what should be, by a ledger
 */
export function withFound(
  found: readonly FoundEntry[],
  {
    ledger,
    aliasDays,
    now,
  }: { readonly ledger: readonly LedgerAddress[]; readonly aliasDays: number; readonly now: Instant },
  build: (ledger: readonly LedgerAddress[]) => Desired,
): WithFound {
  const rows = addressesOf(found, ledger, daysLater(now, aliasDays));
  const byRules = build(ledger);
  if (rows.length === 0) return { desired: byRules, ledger, recorded: new Map() };
  const given = new Map<string, LedgerAddress>();
  for (const change of [...byRules.ledger.values()].flat()) {
    if (change.change === "issue") given.set(change.address.localPart, change.address);
  }
  const isGiven = ({ localPart, owner, role }: LedgerAddress) =>
    role === "primary" && given.get(localPart)?.owner === owner;
  const issued = rows.map((row) => (isGiven(row) ? (given.get(row.localPart) ?? row) : row));
  const known = [...ledger, ...issued];
  const recorded = new Map<Owner, LedgerChange[]>();
  for (const address of issued) {
    const changes = recorded.get(address.owner) ?? [];
    recorded.set(address.owner, [...changes, { change: "issue", address }]);
  }
  if (!rows.every(isGiven) || !isStateRight(found, byRules)) {
    return { desired: build(known), ledger: known, recorded };
  }
  const others = new Map([...byRules.ledger].filter(([owner]) => !recorded.has(owner)));
  return { desired: { ...byRules, ledger: others }, ledger: known, recorded };
}

/** Form and clause are told from the shape of what has none. */
const UNTOLD = { form: "", clause: "" } as const;

/** By name and by `mailLocalAddress`, of accounts that the ledger does not know; an address of somebody else stays so. */
function addressesOf(
  found: readonly FoundEntry[],
  ledger: readonly LedgerAddress[],
  aliasUntil: Instant,
): LedgerAddress[] {
  const known = new Set<Owner>();
  const used = new Set<string>();
  for (const { owner, localPart, role } of ledger) {
    if (role === "primary") known.add(owner);
    used.add(localPart);
  }
  const accounts = found.filter(({ owner, observed }) => {
    const { kind } = splitOwner(owner);
    return (
      (kind === "person" || kind === "agency") && observed.attributes.uid !== undefined && !known.has(owner)
    );
  });
  const rows: LedgerAddress[] = [];
  const add = (row: LedgerAddress): void => {
    if (used.has(row.localPart) || !isLocalPart(row.localPart)) return;
    used.add(row.localPart);
    rows.push(row);
  };
  for (const { owner, observed } of accounts) {
    const localPart = (observed.attributes.uid?.[0] ?? "").toLowerCase();
    add({ localPart, owner, role: "primary", ...UNTOLD, aliasUntil: null });
  }
  for (const { owner, observed } of accounts) {
    for (const address of observed.attributes.mailLocalAddress ?? []) {
      const [localPart = ""] = address.toLowerCase().split("@");
      add({ localPart, owner, role: "alias", ...UNTOLD, aliasUntil });
    }
  }
  return rows;
}

function isStateRight(found: readonly FoundEntry[], { entries }: Desired): boolean {
  const wanted = new Map(entries.map(({ owner, status }) => [owner, status]));
  return found.every(({ owner, observed: { attributes } }) => {
    const status = attributes.danhbaStatus?.[0];
    return status === undefined || status === wanted.get(owner);
  });
}
