/** What must be true after every step of a random walk, said from outside: of feed, directory, ledger and log. */
import type { LogRecord } from "../../../src/changelog/record.ts";
import { danhbaId } from "../../../src/desired/danhba-id.ts";
import type { LedgerAddress } from "../../../src/model/address.ts";
import { BRANCHES, dnKey, LOCKED_FOR_GOOD, type ObservedEntry } from "../../../src/model/entry.ts";
import type { FeedAppointment, FeedPerson } from "../../../src/model/feed.ts";
import { FINDING_CODES, type Finding } from "../../../src/model/finding.ts";
import { agencyOwner, groupOwner, type Owner, personOwner, unitOwner } from "../../../src/model/owner.ts";
import type { HrOffice } from "./hr-office.ts";

/** Everything there is to see after a step. */
export interface Sight {
  readonly realmId: string;
  readonly suffix: string;
  readonly today: string;
  readonly office: HrOffice;
  readonly entries: readonly ObservedEntry[];
  readonly ledger: readonly LedgerAddress[];
  readonly findings: readonly Finding[];
  /** `danhbaId`s of entries that an administrator has edited since danhba last wrote them. */
  readonly edited: ReadonlySet<string>;
}

/** Each rule returns what is wrong, a line per case. */
export type Rule = (sight: Sight) => string[];

const first = (entry: ObservedEntry, attribute: string): string | undefined =>
  entry.attributes[attribute]?.[0];
const isIn = (branch: string, { dn }: ObservedEntry): boolean => dnKey(dn).includes(`,${branch},`);
const accountsOf = ({ entries }: Sight): ObservedEntry[] =>
  entries
    .filter((entry) => isIn(BRANCHES.person, entry) || isIn(BRANCHES.agency, entry))
    .filter((entry) => first(entry, "danhbaId") !== undefined);
const kept = (sight: Sight): ObservedEntry[] =>
  accountsOf(sight).filter((entry) => isRepairable(sight, entry));
const addressesOf = ({ attributes }: ObservedEntry): string[] =>
  [...(attributes.mail ?? []), ...(attributes.mailLocalAddress ?? [])].map((mail) => mail.toLowerCase());

/**
 * Whoever danhba leaves alone, because of what is wrong in the feed, keeps what an administrator did to the entry
 * too: nothing is said of those.
 */
export const isRepairable = ({ edited, findings, realmId }: Sight, entry: ObservedEntry): boolean => {
  const id = first(entry, "danhbaId") ?? "";
  const unit = first(entry, "danhbaUnit") ?? "";
  const isOwn = (owner: Owner): boolean =>
    danhbaId(realmId, owner) === id ||
    owner === unitOwner(unit) ||
    owner === personOwner(first(entry, "employeeNumber") ?? "");
  return !edited.has(id) || !findings.some(({ owner }) => isOwn(owner));
};

const ownersById = ({ realmId, ledger }: Sight): Map<string, Owner> =>
  new Map(ledger.map(({ owner }) => [danhbaId(realmId, owner), owner]));

/** No local part has two owners; an owner has at most one primary address. */
const eachAddressHasOneOwner: Rule = ({ ledger }) => {
  const problems: string[] = [];
  const owners = new Map<string, Owner>();
  const primaries = new Set<Owner>();
  for (const { localPart, owner, role } of ledger) {
    const other = owners.get(localPart.toLowerCase());
    if (other !== undefined) problems.push(`${localPart} belongs to ${other} and to ${owner}`);
    owners.set(localPart.toLowerCase(), owner);
    if (role !== "primary") continue;
    if (primaries.has(owner)) problems.push(`${owner} has two primary addresses`);
    primaries.add(owner);
  }
  return problems;
};

/** What delivers to an entry was issued to its owner, or to an agency that was merged into it. */
const addressesDeliverToTheirOwners: Rule = (sight) => {
  const problems: string[] = [];
  const owners = ownersById(sight);
  const rows = new Map(sight.ledger.map((address) => [address.localPart, address]));
  const seen = new Map<string, string>();
  for (const entry of kept(sight)) {
    const owner = owners.get(first(entry, "danhbaId") ?? "");
    if (owner === undefined) {
      problems.push(`${entry.dn} belongs to nobody in the ledger`);
      continue;
    }
    for (const address of addressesOf(entry)) {
      const other = seen.get(address);
      if (other !== undefined) problems.push(`${address} is at ${other} and at ${entry.dn}`);
      seen.set(address, entry.dn);
      const row = rows.get(address.split("@")[0] ?? "");
      if (row === undefined) problems.push(`${address} of ${entry.dn} is not in the ledger`);
      else if (row.owner !== owner && !isPredecessor(sight, row.owner, owner) && !isBroken(sight, entry))
        problems.push(`${address} at ${entry.dn} (${owner}) belongs to ${row.owner}`);
      else if (row.role === "tombstone") problems.push(`${address} at ${entry.dn} is a tombstone`);
    }
  }
  return problems;
};

/** The mailbox of a unit whose row is wrong keeps what it had when it was right. */
const isBroken = ({ findings }: Sight, entry: ObservedEntry): boolean =>
  findings.some(
    ({ owner, code }) =>
      owner === unitOwner(first(entry, "danhbaUnit") ?? "") && FINDING_CODES[code] !== "note",
  );

function isPredecessor({ office }: Sight, old: Owner, heir: Owner): boolean {
  const seen = new Set<string>();
  for (
    let unit = [...office.units.values()].find(({ code }) => agencyOwner(code) === old);
    unit !== undefined;
  ) {
    if (agencyOwner(unit.code) === heir) return true;
    if (seen.has(unit.code) || unit.successorCode === null) return false;
    seen.add(unit.code);
    unit = office.units.get(unit.successorCode);
  }
  return false;
}

/** An entry has the name that the ledger gives its owner; only what is retained has no mail. */
const accountsAreNamedByTheLedger: Rule = (sight) => {
  const owners = ownersById(sight);
  const primaries = new Map(
    sight.ledger.flatMap(({ owner, role, localPart }) => (role === "primary" ? [[owner, localPart]] : [])),
  );
  return kept(sight).flatMap((entry) => {
    const owner = owners.get(first(entry, "danhbaId") ?? "");
    const issued = owner === undefined ? undefined : primaries.get(owner);
    const uid = first(entry, "uid");
    const mail = first(entry, "mail")?.split("@")[0];
    const problems: string[] = [];
    if (issued !== undefined && uid !== issued) problems.push(`${entry.dn} should be named ${issued}`);
    if (first(entry, "danhbaStatus") === "active" && mail !== uid)
      problems.push(`${entry.dn} is active with mail ${mail}`);
    if (first(entry, "danhbaStatus") === "retained" && addressesOf(entry).length > 0)
      problems.push(`${entry.dn} is retained and has ${addressesOf(entry).join(" ")}`);
    return problems;
  });
};

/** `active` and nothing else can sign in. */
const lockFollowsStatus: Rule = (sight) =>
  kept(sight)
    .filter((entry) => {
      const isLocked = entry.attributes.pwdAccountLockedTime?.includes(LOCKED_FOR_GOOD) ?? false;
      return isLocked !== (first(entry, "danhbaStatus") !== "active");
    })
    .map(
      (entry) =>
        `${entry.dn} is ${first(entry, "danhbaStatus")}, locked: ${first(entry, "pwdAccountLockedTime")}`,
    );

/** Members are entries that may sign in, and so are those who hold a mailbox. */
const referencesAreToLiveAccounts: Rule = (sight) => {
  const byDn = new Map(sight.entries.map((entry) => [dnKey(entry.dn), entry]));
  const nobody = dnKey(`cn=nobody,ou=services,${sight.suffix}`);
  return sight.entries.flatMap((holder) =>
    ["member", "roleOccupant"].flatMap((attribute) =>
      (holder.attributes[attribute] ?? [])
        .filter((value) => dnKey(value) !== nobody)
        .flatMap((value) => {
          const entry = byDn.get(dnKey(value));
          if (entry === undefined) return [`${attribute} of ${holder.dn} names ${value}, which is not there`];
          const status = first(entry, "danhbaStatus");
          return status === "active"
            ? []
            : [`${attribute} of ${holder.dn} names ${value}, which is ${status}`];
        }),
    ),
  );
};

/** Findings that leave somebody as they are until a person has looked. */
const isLeftAlone = ({ findings }: Sight, owner: Owner): boolean =>
  findings.some(
    (finding) =>
      (finding.owner === owner || finding.owner.startsWith(`${owner}@`)) &&
      FINDING_CODES[finding.code] !== "note",
  );

const isEffective = ({ statusFrom }: FeedPerson, today: string): boolean =>
  statusFrom === null || statusFrom <= today;

const isHeld = ({ effectiveFrom, effectiveTo }: FeedAppointment, today: string): boolean =>
  (effectiveFrom === null || effectiveFrom <= today) && (effectiveTo === null || effectiveTo > today);

const personEntries = (sight: Sight): Map<string, ObservedEntry[]> =>
  Map.groupBy(
    kept(sight).filter((entry) => isIn(BRANCHES.person, entry)),
    (entry) => first(entry, "employeeNumber") ?? "",
  );

/** Whoever HR says is not at work has no account that opens. */
const nobodyAwaySignsIn: Rule = (sight) => {
  const entries = personEntries(sight);
  return [...sight.office.people.values()]
    .filter((person) => person.status !== "working" && isEffective(person, sight.today))
    .filter((person) => !isLeftAlone(sight, personOwner(person.id)))
    .flatMap(({ id, status }) =>
      (entries.get(id) ?? [])
        .filter((entry) => first(entry, "danhbaStatus") === "active")
        .map((entry) => `${id} is ${status}, ${entry.dn} is active`),
    );
};

/** Units that stand today, and where the people of the others are. */
function unitMap({ office, today }: Sight) {
  const isLive = (code: string): boolean => {
    const unit = office.units.get(code);
    return (
      unit !== undefined &&
      unit.status === "active" &&
      (unit.effectiveTo === null || unit.effectiveTo > today)
    );
  };
  const resolve = (code: string): string => {
    const seen = new Set<string>();
    for (
      let at: string | null = code;
      at !== null && !seen.has(at);
      at = office.units.get(at)?.successorCode ?? null
    ) {
      if (isLive(at)) return at;
      seen.add(at);
    }
    return code;
  };
  return { isLive, resolve };
}

/** Every active person is a member of the group of each unit where they hold a post today. */
const activePeopleAreInTheirGroups: Rule = (sight) => {
  const { resolve } = unitMap(sight);
  const groups = new Map(
    sight.entries
      .filter((entry) => isIn(BRANCHES.group, entry))
      .map((entry) => [first(entry, "danhbaId"), entry]),
  );
  const posts = Map.groupBy(
    [...sight.office.posts.values()].filter((post) => isHeld(post, sight.today)),
    ({ personId }) => personId,
  );
  return [...personEntries(sight)].flatMap(([id, entries]) => {
    const active = entries.filter((entry) => first(entry, "danhbaStatus") === "active");
    if (active.length > 1) return [`${id} has ${active.length} active accounts`];
    const [entry] = active;
    if (entry === undefined || isLeftAlone(sight, personOwner(id)) || !sight.office.people.has(id)) return [];
    return (posts.get(id) ?? [])
      .map(({ unitCode }) => resolve(unitCode))
      .flatMap((unitCode) => {
        const group = groups.get(danhbaId(sight.realmId, groupOwner(`unit-${unitCode}`)));
        if (group === undefined || sight.findings.some(({ owner }) => owner === unitOwner(unitCode)))
          return [];
        const isMember = group.attributes.member?.some((value) => dnKey(value) === dnKey(entry.dn)) ?? false;
        return isMember ? [] : [`${entry.dn} (${id}) is not in ${group.dn}`];
      });
  });
};

export const RULES: Readonly<Record<string, Rule>> = {
  eachAddressHasOneOwner,
  addressesDeliverToTheirOwners,
  accountsAreNamedByTheLedger,
  lockFollowsStatus,
  referencesAreToLiveAccounts,
  nobodyAwaySignsIn,
  activePeopleAreInTheirGroups,
};

/** Those that hold even while the gate holds something back. */
export const ALWAYS: Readonly<Record<string, Rule>> = { eachAddressHasOneOwner, lockFollowsStatus };

/** The ledger only grows: what was issued keeps its owner for ever. */
export function ledgerLosses(before: readonly LedgerAddress[], after: readonly LedgerAddress[]): string[] {
  const owners = new Map(after.map(({ localPart, owner }) => [localPart, owner]));
  return before
    .filter(({ localPart, owner }) => owners.get(localPart) !== owner)
    .map(({ localPart, owner }) => `${localPart} of ${owner} belongs to ${owners.get(localPart)} now`);
}

/** Every entry that came, changed or went between two looks is named by a record that was written between them. */
export function unexplainedChanges(
  before: readonly ObservedEntry[],
  after: readonly ObservedEntry[],
  records: readonly LogRecord[],
): string[] {
  const named = new Set(records.flatMap(dnsOf).map(dnKey));
  const earlier = new Map(before.map((entry) => [entry.entryUuid, entry]));
  const later = new Map(after.map((entry) => [entry.entryUuid, entry]));
  const changed = after.filter((entry) => earlier.get(entry.entryUuid)?.entryCsn !== entry.entryCsn);
  const gone = before.filter((entry) => !later.has(entry.entryUuid));
  return [
    ...changed.filter(({ dn }) => !named.has(dnKey(dn))).map(({ dn }) => `${dn} changed without a record`),
    ...gone.filter(({ dn }) => !named.has(dnKey(dn))).map(({ dn }) => `${dn} went without a record`),
  ];
}

const dnsOf = ({ dn, dnBefore, references }: LogRecord): string[] => [
  dn,
  ...(dnBefore === null ? [] : [dnBefore]),
  ...references.map((reference) => reference.dn),
];
