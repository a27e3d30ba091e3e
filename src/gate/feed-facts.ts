/** Counts of a feed: rows, filled columns and odd rows, by agency and as a whole. */
import type { FeedAppointment, FeedPerson, FeedSnapshot, FeedUnit } from "../model/feed.ts";
import type { FeedFacts, SliceFacts } from "../model/feed-certificate.ts";
import type { FeedSlices } from "./feed-slices.ts";

/** Ids of people in whose rows something shows that only their names tell. */
export interface FeedSigns {
  /** Another id has the same name and birth date. */
  readonly twins: ReadonlySet<string>;
  readonly damaged: ReadonlySet<string>;
  /** The id was remembered as another person. */
  readonly others: ReadonlySet<string>;
  readonly swapped: ReadonlySet<string>;
}

/** Columns whose values decide something. `leader_rank` 0 counts as empty; a status is a statement. */
const COLUMNS: {
  readonly people: Readonly<Record<string, (row: FeedPerson) => unknown>>;
  readonly units: Readonly<Record<string, (row: FeedUnit) => unknown>>;
  readonly appointments: Readonly<Record<string, (row: FeedAppointment) => unknown>>;
} = {
  people: {
    full_name: ({ fullName }) => fullName,
    family_middle_name: ({ familyMiddleName }) => familyMiddleName,
    given_name: ({ givenName }) => givenName,
    birth_date: ({ birthDate }) => birthDate,
    phone: ({ phone }) => phone,
    staff_class: ({ staffClass }) => staffClass,
    requested_local_part: ({ requestedLocalPart }) => requestedLocalPart,
    mailbox_extension: ({ mailboxExtension }) => mailboxExtension,
  },
  units: {
    name: ({ name }) => name,
    parent_code: ({ parentCode }) => parentCode,
    mailbox_name: ({ mailboxName }) => mailboxName,
    head_person_id: ({ headPersonId }) => headPersonId,
  },
  appointments: {
    title: ({ title }) => title,
    leader_rank: ({ leaderRank }) => (leaderRank === 0 ? null : leaderRank),
  },
};

type Table = keyof typeof COLUMNS;
type Counted = Exclude<keyof SliceFacts, "filled">;
type Counts = Record<Counted, number> & { readonly filled: Record<string, number> };

const noCounts = (): Counts => ({
  people: 0,
  units: 0,
  appointments: 0,
  filled: {},
  duplicates: 0,
  orphans: 0,
  cycles: 0,
  damaged: 0,
  identities: 0,
  swapped: 0,
});

export const NO_ROWS: SliceFacts = noCounts();

/** A row counts for one agency only, so that the whole is the sum of all. */
export function countFeed(
  { units, people, appointments }: Pick<FeedSnapshot, "units" | "people" | "appointments">,
  slices: FeedSlices,
  signs: FeedSigns,
): FeedFacts {
  const agencies = new Map<string, Counts>();
  const countsOf = (agency: string): Counts => {
    const known = agencies.get(agency);
    if (known !== undefined) return known;
    const counts = noCounts();
    agencies.set(agency, counts);
    return counts;
  };
  const circling = unitsOnCycles(units);
  for (const unit of units) {
    const counts = countsOf(slices.units.get(unit.code) ?? "");
    counts.units += 1;
    if (circling.has(unit.code)) counts.cycles += 1;
    countCells(counts, "units", COLUMNS.units, unit);
  }
  for (const person of people) {
    const counts = countsOf(slices.people.get(person.id) ?? "");
    counts.people += 1;
    if (signs.twins.has(person.id)) counts.duplicates += 1;
    if (signs.damaged.has(person.id)) counts.damaged += 1;
    if (signs.others.has(person.id)) counts.identities += 1;
    if (signs.swapped.has(person.id)) counts.swapped += 1;
    countCells(counts, "people", COLUMNS.people, person);
  }
  for (const post of appointments) {
    const [agency, holder] = [slices.units.get(post.unitCode), slices.people.get(post.personId)];
    const counts = countsOf(agency ?? holder ?? "");
    counts.appointments += 1;
    if (agency === undefined || holder === undefined) counts.orphans += 1;
    countCells(counts, "appointments", COLUMNS.appointments, post);
  }
  return { whole: sumSlices([...agencies.values()]), agencies: Object.fromEntries(agencies) };
}

function countCells<Row>(
  { filled }: Counts,
  table: Table,
  columns: Readonly<Record<string, (row: Row) => unknown>>,
  row: Row,
): void {
  for (const [name, cellOf] of Object.entries(columns)) {
    const cell = cellOf(row);
    if (cell === null || (typeof cell === "string" && cell.trim() === "")) continue;
    const key = `${table}.${name}`;
    filled[key] = (filled[key] ?? 0) + 1;
  }
}

export function sumSlices(slices: readonly SliceFacts[]): SliceFacts {
  const sum = noCounts();
  for (const { filled, ...counts } of slices) {
    for (const [name, count] of Object.entries(counts)) sum[name as Counted] += count;
    for (const [column, count] of Object.entries(filled))
      sum.filled[column] = (sum.filled[column] ?? 0) + count;
  }
  return sum;
}

/** Rows that a column of `filled` has. */
export function rowsOf(facts: SliceFacts, column: string): number {
  return facts[column.split(".")[0] as Table];
}

/** Those whose way up does not end. */
function unitsOnCycles(units: readonly FeedUnit[]): Set<string> {
  const parents = new Map(units.map(({ code, parentCode }) => [code, parentCode]));
  const endless = new Map<string, boolean>();
  for (const { code } of units) {
    const way = new Set<string>();
    let at: string | null | undefined = code;
    while (at !== null && at !== undefined && !way.has(at) && !endless.has(at)) {
      way.add(at);
      at = parents.get(at);
    }
    const isEndless = typeof at === "string" && (endless.get(at) ?? true);
    for (const passed of way) endless.set(passed, isEndless);
  }
  return new Set([...endless].flatMap(([code, isEndless]) => (isEndless ? [code] : [])));
}
