/** One person of a batch with all that decides on their address. */
import type { LedgerAddress } from "../model/address.ts";
import type { Finding } from "../model/finding.ts";
import { type Owner, personOwner } from "../model/owner.ts";
import type { AddressBook } from "./address-book.ts";
import { checkExtension } from "./extension.ts";
import type { NamedUnits } from "./name-units.ts";
import type { NamingPerson } from "./naming-input.ts";
import { type NameResult, parseName } from "./parse-name.ts";
import { agencyOfUnit, type PersonAgency } from "./person-agency.ts";
import type { Applicant } from "./person-candidates.ts";
import type { Profile } from "./profile.ts";

export interface PersonCase {
  readonly person: NamingPerson;
  readonly owner: Owner;
  readonly name: NameResult;
  readonly agency: PersonAgency;
  readonly extension: string | null;
  readonly extensionFinding: Finding | null;
  /** 1 = highest; Infinity = not a leader. */
  readonly rank: number;
  /** Milliseconds; Infinity = not registered. */
  readonly registeredAt: number;
  readonly rows: readonly LedgerAddress[];
  readonly live: LedgerAddress | null;
  readonly request: string | null;
}

/** The people of a batch in the order in which they are served: rank, time of registration, id. */
export function openCases(
  profile: Profile,
  people: readonly NamingPerson[],
  units: NamedUnits,
  book: AddressBook,
  unitNames: ReadonlySet<string>,
): readonly PersonCase[] {
  const agencies = new Map<string | null, PersonAgency>();
  const agencyOf = (unit: string | null) => {
    const known = agencies.get(unit) ?? agencyOfUnit(profile, units, unit);
    agencies.set(unit, known);
    return known;
  };
  const byId = new Map(people.map((person) => [person.id, person]));
  return [...byId.values()]
    .map((person) => makeCase(profile, person, agencyOf, unitNames, book))
    .sort(byPriority);
}

function makeCase(
  profile: Profile,
  person: NamingPerson,
  agencyOf: (unit: string | null) => PersonAgency,
  unitNames: ReadonlySet<string>,
  book: AddressBook,
): PersonCase {
  const owner = personOwner(person.id);
  const rows = book.rowsOf(owner);
  const { extension, refusal } = checkExtension(profile, person.extension, unitNames);
  return {
    person,
    owner,
    name: parseName(person),
    agency: agencyOf(blankToNull(person.unit)),
    extension,
    extensionFinding: refusal === null ? null : { code: "BAD_EXTENSION", owner, params: refusal },
    rank: person.leaderRank || Number.POSITIVE_INFINITY,
    registeredAt: timeOf(blankToNull(person.registeredAt)),
    rows,
    live: rows.find(({ role }) => role === "primary") ?? null,
    request: blankToNull(person.localPart)?.trim().toLowerCase() ?? null,
  };
}

/** Null when the name cannot be used. */
export function applicantOf({ owner, name, agency, extension }: PersonCase): Applicant | null {
  return name.parsed === null ? null : { owner, parsed: name.parsed, agency, extension };
}

/** What is wrong or odd in the name, as findings of the person. */
export function nameFindings({ name, owner }: PersonCase): readonly Finding[] {
  return name.findings.map(({ code, params }) => ({ code, owner, params }));
}

function byPriority(a: PersonCase, b: PersonCase): number {
  if (a.rank !== b.rank) return a.rank < b.rank ? -1 : 1;
  if (a.registeredAt !== b.registeredAt) return a.registeredAt < b.registeredAt ? -1 : 1;
  return a.person.id < b.person.id ? -1 : 1;
}

/** Without a zone the time is Vietnam's, so that the machine's zone never decides. */
function timeOf(registeredAt: string | null): number {
  if (registeredAt === null) return Number.POSITIVE_INFINITY;
  const withTime = registeredAt.includes("T") ? registeredAt : `${registeredAt}T00:00:00`;
  const time = Date.parse(/(?:Z|[+-]\d\d:\d\d)$/.test(withTime) ? withTime : `${withTime}+07:00`);
  return Number.isNaN(time) ? Number.POSITIVE_INFINITY : time;
}

function blankToNull(text: string | null | undefined): string | null {
  return text === null || text === undefined || text.trim() === "" ? null : text;
}
