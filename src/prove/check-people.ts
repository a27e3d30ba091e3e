/** Each person of the feed, one by one: the account that HR's rows of today call for, and no other that opens. */
import type { ObservedEntry } from "../model/entry.ts";
import type { FeedAppointment, FeedPerson } from "../model/feed.ts";
import { generalizedTimeMs } from "../model/generalized-time.ts";
import { type Owner, personAtAgency, personOwner, splitPersonAtAgency } from "../model/owner.ts";
import { checkAddresses, checkState, expectValue } from "./check-account.ts";
import { first, quotaOf, type RealmSight, statusOf } from "./realm-sight.ts";
import { isSameName } from "./same-name.ts";

const CLOSED = ["disabled", "retained"] as const;
const ABSENT: ReadonlySet<string> = new Set(["duty_suspended", "long_leave"]);

/** A post that names one unit which stands today. */
interface Post {
  readonly unit: string;
  /** Every unit with a post, that one included. */
  readonly units: readonly string[];
}

export function checkPeople(sight: RealmSight): void {
  const posts = Map.groupBy(sight.feed.appointments, ({ personId }) => personId);
  for (const person of sight.feed.people) checkPerson(sight, person, posts.get(person.id) ?? []);
}

function checkPerson(sight: RealmSight, person: FeedPerson, appointments: readonly FeedAppointment[]): void {
  const hasBegun = person.statusFrom === null || person.statusFrom <= sight.today;
  const accounts = sight.accountsOf(person.id);
  const hasLeft = hasBegun && person.status !== "working" && !ABSENT.has(person.status);
  if (hasLeft) {
    for (const owner of accounts) checkClosed(sight, owner);
    return;
  }
  const post = postOf(sight, appointments);
  const owner = ownAccount(sight, person.id, accounts, post);
  const entry = sight.entryOf(owner);
  if (hasBegun && post !== null) {
    for (const former of accounts.filter((one) => one !== owner)) checkClosed(sight, former);
  }
  if (post === null) checkWithoutPost(sight, owner, entry, hasBegun && ABSENT.has(person.status));
  else checkInPost(sight, { person, owner, entry, post, hasBegun });
}

function checkClosed(sight: RealmSight, owner: Owner): void {
  const entry = sight.entryOf(owner);
  if (entry === undefined) return;
  checkState(sight, owner, entry, CLOSED);
  checkAddresses(sight, owner, entry);
}

/** Whose post is unclear, or still to come, is left as they are; only an absence locks all the same. */
function checkWithoutPost(
  sight: RealmSight,
  owner: Owner,
  entry: ObservedEntry | undefined,
  isAbsent: boolean,
): void {
  if (entry === undefined) return;
  if (isAbsent) checkState(sight, owner, entry, ["suspended", ...CLOSED]);
  else sight.leftAlone.add(owner);
}

interface InPost {
  readonly person: FeedPerson;
  readonly owner: Owner;
  readonly entry: ObservedEntry | undefined;
  readonly post: Post;
  readonly hasBegun: boolean;
}

function checkInPost(sight: RealmSight, { person, owner, entry, post, hasBegun }: InPost): void {
  const remembered = sight.accounts.get(owner);
  const isOpen = remembered?.status === "active" || remembered?.status === "suspended";
  const isForInactivity = remembered?.reason === "ACCOUNT_INACTIVE" && remembered.status !== "active";
  if (entry === undefined) {
    const expected = `an entry of ${person.status}`;
    if (hasBegun || isOpen) {
      sight.suspect({ owners: [owner], dn: "", what: "missing", expected, found: "none" });
    }
    return;
  }
  checkState(sight, owner, entry, hasBegun ? statesOf(sight, person, owner, entry) : []);
  checkAddresses(sight, owner, entry);
  if (!hasBegun && !isOpen && !isForInactivity) return;
  if (isForInactivity) checkInactivity(sight, owner, entry, remembered.since);

  const expect = (what: Parameters<typeof expectValue>[3], expected: string, attribute: string) =>
    expectValue(sight, owner, entry, what, [expected, first(entry, attribute) ?? ""]);
  expect("number", person.id, "employeeNumber");
  expect("unit", post.unit, "danhbaUnit");
  expect("quota", quotaOf(sight, owner), "danhbaMailQuota");
  expect("class", person.staffClass ?? "", "employeeType");
  checkName(sight, owner, entry, person);
  if (statusOf(entry) !== "active") return;
  const { units } = post;
  sight.active.set(person.id, { owner, dn: entry.dn, units, staffClass: person.staffClass });
}

function statesOf(
  sight: RealmSight,
  { status }: FeedPerson,
  owner: Owner,
  entry: ObservedEntry,
): readonly string[] {
  const { inactiveMonths } = sight.rules;
  const remembered = sight.accounts.get(owner);
  const given =
    inactiveMonths !== null && remembered?.reason === "ACCOUNT_INACTIVE" ? remembered.status : "active";
  if (!ABSENT.has(status)) return [given === "purged" ? "active" : given];
  // Where the term runs on during an absence, who was revoked for something else may stay so for want of sign-ins.
  const isUnused = inactiveMonths !== null && daysUnused(entry, sight.now) >= inactiveMonths * SHORTEST_MONTH;
  return given === "disabled" || isUnused ? ["suspended", "disabled"] : ["suspended"];
}

/** Nobody who signed in within the term was locked for not doing so. */
function checkInactivity(sight: RealmSight, owner: Owner, entry: ObservedEntry, since: string): void {
  const { inactiveMonths } = sight.rules;
  const days = daysUnused(entry, since);
  // A sign-in after that is one of an account that somebody had opened by hand.
  if (inactiveMonths === null || days < 1 || days >= inactiveMonths * SHORTEST_MONTH - 1) return;
  expectValue(sight, owner, entry, "status", ["active", `unused for ${Math.floor(days)} days on ${since}`]);
}

/** Days. */
const SHORTEST_MONTH = 28;

/** Days from the last sign-in, or else from when the entry was made. */
function daysUnused(entry: ObservedEntry, until: string): number {
  const used = generalizedTimeMs(first(entry, "pwdLastSuccess") ?? first(entry, "createTimestamp") ?? "");
  return used === null ? Number.POSITIVE_INFINITY : (Date.parse(until) - used) / DAY_MS;
}

const DAY_MS = 86_400_000;

/** As in the feed's full name, or as its two parts make it. */
function checkName(sight: RealmSight, owner: Owner, entry: ObservedEntry, person: FeedPerson): void {
  const { fullName, familyMiddleName, givenName } = person;
  const parts = `${familyMiddleName ?? ""} ${givenName ?? ""}`;
  for (const attribute of ["displayName", "cn"]) {
    const found = first(entry, attribute) ?? "";
    if (!isSameName(fullName, found) && !isSameName(parts, found)) {
      expectValue(sight, owner, entry, "name", [fullName, `${attribute} ${found}`]);
    }
  }
}

/** The newest primary post in force today; null where there is none, where two are as new, or the unit stands nowhere. */
function postOf({ places, today }: RealmSight, appointments: readonly FeedAppointment[]): Post | null {
  const held = appointments.filter(
    ({ effectiveFrom, effectiveTo }) =>
      (effectiveFrom ?? "") <= today && (effectiveTo === null || effectiveTo > today),
  );
  let newest: FeedAppointment | null = null;
  for (const post of held.filter(({ kind }) => kind === "primary")) {
    const [from, than] = [post.effectiveFrom ?? "", newest?.effectiveFrom ?? ""];
    if (newest === null || from > than || (from === than && post.id < newest.id)) newest = post;
  }
  if (newest === null) return null;
  const { effectiveFrom, unitCode } = newest;
  const homeOf = (code: string): string => places.home(code) ?? code;
  const isUnclear = held.some(
    (post) =>
      post.kind === "primary" &&
      (post.effectiveFrom ?? "") === (effectiveFrom ?? "") &&
      homeOf(post.unitCode) !== homeOf(unitCode),
  );
  const unit = places.home(unitCode);
  if (unit === null || isUnclear) return null;
  const units = held.flatMap((post) => places.home(post.unitCode) ?? []);
  return { unit, units: [...new Set(units)] };
}

/** One for good, or that of the agency they work at (or of one that went into it): the open one first. */
function ownAccount(
  sight: RealmSight,
  personId: string,
  accounts: readonly Owner[],
  post: Post | null,
): Owner {
  if (!sight.rules.isPerAgency) return personOwner(personId);
  const agency = post === null ? undefined : agencyOf(sight, post.unit);
  const here = accounts.filter((owner) => {
    const { agency: code } = splitPersonAtAgency(owner);
    return (
      agency === undefined || code === agency || agencyOf(sight, sight.places.home(code) ?? code) === agency
    );
  });
  const isOpen = (owner: Owner) => ["active", "suspended"].includes(statusOf(sight.entryOf(owner)));
  const there = agency === undefined ? undefined : personAtAgency(personId, agency);
  const named = here.find((owner) => owner === there);
  const open = named !== undefined && isOpen(named) ? named : here.find(isOpen);
  return open ?? named ?? here[0] ?? there ?? personOwner(personId);
}

/** The unit on top of it in the directory's tree. */
function agencyOf(sight: RealmSight, code: string): string {
  const dn = sight.entryOf(`unit:${code}`)?.dn ?? "";
  return dn.match(/danhbaUnit=[^,]+(?=,ou=)/i)?.[0].slice("danhbaUnit=".length) ?? code;
}
