/** Each unit of the feed: its entry in the tree and its mailbox. */
import { dnKey, type ObservedEntry } from "../model/entry.ts";
import type { FeedUnit } from "../model/feed.ts";
import { agencyOwner, type Owner, unitOwner } from "../model/owner.ts";
import { checkAddresses, checkState, expectValue } from "./check-account.ts";
import { first, quotaOf, type RealmSight, statusOf } from "./realm-sight.ts";
import { plainText } from "./same-name.ts";

export function checkUnits(sight: RealmSight): void {
  for (const unit of sight.feed.units) {
    const hasBegun = unit.effectiveFrom === null || unit.effectiveFrom <= sight.today;
    if (!hasBegun) continue;
    const owner = unitOwner(unit.code);
    const entry = sight.entryOf(owner);
    if (entry === undefined || !sight.places.isPlaced(unit.code)) {
      const expected = `unit ${unit.code}`;
      sight.suspect({ owners: [owner], dn: entry?.dn ?? "", what: "missing", expected, found: "no place" });
      continue;
    }
    checkUnit(sight, unit, owner, entry);
    if (sight.places.isLive(unit.code)) checkMailbox(sight, unit);
    else checkClosedMailbox(sight, unit);
  }
}

function checkUnit(sight: RealmSight, unit: FeedUnit, owner: Owner, entry: ObservedEntry): void {
  const { code, parentCode, kind } = unit;
  const status = sight.places.isLive(code) ? "active" : "disabled";
  expectValue(sight, owner, entry, "status", [status, statusOf(entry)]);
  expectValue(sight, owner, entry, "name", [nameOf(unit), first(entry, "ou") ?? ""]);
  expectValue(sight, owner, entry, "class", [kind, first(entry, "businessCategory") ?? ""]);
  const isBelowLive = parentCode !== null && status === "active" && sight.places.isLive(parentCode);
  if (isBelowLive || parentCode === null) {
    const above = isBelowLive ? `danhbaUnit=${parentCode},` : "ou=units,";
    const isThere = dnKey(entry.dn).startsWith(dnKey(`danhbaUnit=${code},${above}`));
    if (!isThere) expectValue(sight, owner, entry, "unit", [above, entry.dn]);
  }
}

const nameOf = ({ name, code }: FeedUnit): string => plainText(name) || code;

function checkMailbox(sight: RealmSight, unit: FeedUnit): void {
  const { code, headPersonId } = unit;
  const owner = agencyOwner(code);
  const entry = sight.entryOf(owner);
  const isIssued = sight.primaryOf(owner) !== undefined;
  if (entry === undefined || !isIssued) {
    if (entry === undefined && !isIssued) return;
    const found = entry === undefined ? "none" : "an entry";
    const expected = isIssued ? "a mailbox" : "an address in the ledger";
    sight.suspect({
      owners: [owner, unitOwner(code)],
      dn: entry?.dn ?? "",
      what: "missing",
      expected,
      found,
    });
    return;
  }
  const remembered = sight.accounts.get(owner);
  const isForInactivity = sight.rules.inactiveMonths !== null && remembered?.reason === "ACCOUNT_INACTIVE";
  checkState(sight, owner, entry, [isForInactivity ? remembered.status : "active"]);
  checkAddresses(sight, owner, entry, [owner, ...sight.places.joined(code).map(agencyOwner)]);
  expectValue(sight, owner, entry, "unit", [code, first(entry, "danhbaUnit") ?? ""]);
  expectValue(sight, owner, entry, "name", [nameOf(unit), first(entry, "cn") ?? ""]);
  expectValue(sight, owner, entry, "quota", [quotaOf(sight, owner), first(entry, "danhbaMailQuota") ?? ""]);
  const delegates = sight.orders.flatMap((order) =>
    order.kind === "delegate" && order.owner === owner && order.person !== null ? [order.person] : [],
  );
  const people = headPersonId === null ? delegates : [headPersonId, ...delegates];
  const expected = people.flatMap((id) => sight.active.get(id)?.dn ?? []);
  checkReferences(sight, owner, entry, "roleOccupant", expected);
}

/** Of a unit that is no more: locked, held by nobody, and without addresses where those went to a successor. */
function checkClosedMailbox(sight: RealmSight, { code, successorCode }: FeedUnit): void {
  const owner = agencyOwner(code);
  const entry = sight.entryOf(owner);
  const isJoined = sight.places.home(code) !== code;
  // A successor that stands nowhere now may be a slip: what it was given is not taken back.
  if (entry === undefined || (successorCode !== null && !isJoined)) return;
  checkState(sight, owner, entry, ["disabled", "retained"]);
  checkReferences(sight, owner, entry, "roleOccupant", []);
  if (isJoined) expectValue(sight, owner, entry, "address", ["", (entry.attributes.mail ?? []).join(" ")]);
  else if (sight.primaryOf(owner) !== undefined) checkAddresses(sight, owner, entry);
}

/** The people that an entry refers to are exactly these, but for those whom danhba leaves as they are. */
export function checkReferences(
  sight: RealmSight,
  owner: Owner,
  entry: ObservedEntry,
  attribute: "member" | "roleOccupant",
  expected: readonly string[],
): void {
  const what = attribute === "member" ? "member" : "holder";
  const wanted = new Map(expected.map((dn) => [dnKey(dn), dn]));
  const found = new Map((entry.attributes[attribute] ?? []).map((dn) => [dnKey(dn), dn]));
  const tell = (dn: string, values: { readonly expected: string; readonly found: string }): void => {
    const person = sight.ownerAt(dn);
    if (person !== undefined && sight.leftAlone.has(person)) return;
    const owners = person === undefined ? ([owner] as const) : ([person, owner] as const);
    sight.suspect({ owners, dn: entry.dn, what, ...values });
  };
  for (const [key, dn] of wanted) if (!found.has(key)) tell(dn, { expected: dn, found: "" });
  for (const [key, dn] of found) if (!wanted.has(key)) tell(dn, { expected: "", found: dn });
}
