/** Counts of a feed: rows, filled columns and odd rows, by agency and as a whole. */
import type { FeedSnapshot, FeedUnit } from "../model/feed.ts";
import type { FeedFacts, FeedSigns, FeedSlices, SliceFacts } from "../model/feed-certificate.ts";
import {
  agencyOfPost,
  blockOf,
  countPerson,
  countPost,
  isFilled,
  noFacts,
  sliceFactsOf,
} from "./person-facts.ts";

/** Columns of units whose values decide something. */
const UNIT_CELLS: Readonly<Record<string, (row: FeedUnit) => unknown>> = {
  "units.name": ({ name }) => name,
  "units.parent_code": ({ parentCode }) => parentCode,
  "units.mailbox_name": ({ mailboxName }) => mailboxName,
  "units.head_person_id": ({ headPersonId }) => headPersonId,
};

type Counted = Exclude<keyof SliceFacts, "filled">;
type Counts = Record<Counted, number> & { readonly filled: Record<string, number> };

const noCounts = (): Counts => ({ ...sliceFactsOf(noFacts()), filled: {} });

export const NO_ROWS: SliceFacts = noCounts();

/** What people and posts add to each agency: the sum of their `personFacts`. */
export function countPeople(
  { people, appointments }: Pick<FeedSnapshot, "people" | "appointments">,
  slices: Pick<FeedSlices, "units" | "people" | "unplaced">,
  signs: FeedSigns,
): Map<string, number[]> {
  const blocks = new Map<string, number[]>();
  for (const person of people) {
    const block = blockOf(blocks, slices.people.get(person.id) ?? "");
    countPerson(block, person, signs, slices.unplaced.has(person.id));
  }
  for (const post of appointments) {
    const { agency, isOrphan } = agencyOfPost(post, slices.units, slices.people.get(post.personId) ?? null);
    countPost(blockOf(blocks, agency), post, isOrphan);
  }
  return blocks;
}

/**
 * A row counts for one agency only, so that the whole is the sum of all.
 * @param people see `countPeople`
 * @param agencies of the units
 */
export function countFeed(
  units: readonly FeedUnit[],
  agencies: ReadonlyMap<string, string>,
  people: ReadonlyMap<string, readonly number[]>,
): FeedFacts {
  const slices = new Map([...people].map(([agency, block]) => [agency, countsOf(block)] as const));
  const circling = unitsOnCycles(units);
  for (const unit of units) {
    const agency = agencies.get(unit.code) ?? "";
    const counts = slices.get(agency) ?? noCounts();
    slices.set(agency, counts);
    counts.units += 1;
    if (circling.has(unit.code)) counts.cycles += 1;
    for (const [column, cellOf] of Object.entries(UNIT_CELLS)) {
      if (isFilled(cellOf(unit))) counts.filled[column] = (counts.filled[column] ?? 0) + 1;
    }
  }
  return { whole: sumSlices([...slices.values()]), agencies: Object.fromEntries(slices) };
}

function countsOf(block: readonly number[]): Counts {
  const { filled, ...counts } = sliceFactsOf(block);
  return { ...counts, filled: { ...filled } };
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
  return facts[column.split(".")[0] as "people" | "units" | "appointments"];
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
