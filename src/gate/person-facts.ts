/** What one person with their posts adds to the counts of a feed: a few small numbers for each agency concerned. */
import type { FeedAppointment, FeedPerson } from "../model/feed.ts";
import type { FeedSigns, SliceFacts } from "../model/feed-certificate.ts";

type Cells<Row> = Readonly<Record<string, (row: Row) => unknown>>;

/** Columns whose values decide something. `leader_rank` 0 counts as empty; a status is a statement. */
const PERSON_CELLS: Cells<FeedPerson> = {
  "people.full_name": ({ fullName }) => fullName,
  "people.family_middle_name": ({ familyMiddleName }) => familyMiddleName,
  "people.given_name": ({ givenName }) => givenName,
  "people.birth_date": ({ birthDate }) => birthDate,
  "people.phone": ({ phone }) => phone,
  "people.staff_class": ({ staffClass }) => staffClass,
  "people.requested_local_part": ({ requestedLocalPart }) => requestedLocalPart,
  "people.mailbox_extension": ({ mailboxExtension }) => mailboxExtension,
};
const POST_CELLS: Cells<FeedAppointment> = {
  "appointments.title": ({ title }) => title,
  "appointments.leader_rank": ({ leaderRank }) => (leaderRank === 0 ? null : leaderRank),
};

const COLUMNS = [...Object.keys(PERSON_CELLS), ...Object.keys(POST_CELLS)];
const COUNTS = [
  "people",
  "appointments",
  "duplicates",
  "orphans",
  "damaged",
  "identities",
  "swapped",
  "unplaced",
] as const satisfies readonly (Exclude<keyof SliceFacts, "filled"> | "unplaced")[];
type Count = (typeof COUNTS)[number];

/**
 * The numbers of a block in their order, as they are stored: `COUNTS`, then how many rows have a value in each of
 * `COLUMNS`. Another order is another `danhba.source`, which then has to be forgotten by a migration.
 */
const FACTS: readonly string[] = [...COUNTS, ...COLUMNS];

const AT = Object.fromEntries(FACTS.map((name, at) => [name, at] as const)) as Readonly<
  Record<Count, number>
>;
const PERSON_COLUMNS = cellsAt(PERSON_CELLS);
const POST_COLUMNS = cellsAt(POST_CELLS);

export const noFacts = (): number[] => Array.from({ length: FACTS.length }, () => 0);

/** Where a person's row and each of their posts count. */
export interface PersonPlace {
  /** Null: the feed has no such person. */
  readonly agency: string | null;
  readonly isUnplaced: boolean;
}

/** Adds a person's row to the block of their agency. */
export function countPerson(
  block: number[],
  person: FeedPerson,
  signs: FeedSigns,
  isUnplaced: boolean,
): void {
  const { id } = person;
  add(block, AT.people, true);
  add(block, AT.duplicates, signs.twins.has(id));
  add(block, AT.damaged, signs.damaged.has(id));
  add(block, AT.identities, signs.others.has(id));
  add(block, AT.swapped, signs.swapped.has(id));
  add(block, AT.unplaced, isUnplaced);
  for (const [at, cellOf] of PERSON_COLUMNS) add(block, at, isFilled(cellOf(person)));
}

/** Adds a post to the block of its agency, see `agencyOfPost`. */
export function countPost(block: number[], post: FeedAppointment, isOrphan: boolean): void {
  add(block, AT.appointments, true);
  add(block, AT.orphans, isOrphan);
  for (const [at, cellOf] of POST_COLUMNS) add(block, at, isFilled(cellOf(post)));
}

/** A post counts where its unit is, else with its holder. */
export function agencyOfPost(
  { unitCode }: FeedAppointment,
  units: ReadonlyMap<string, string>,
  holder: string | null,
): { readonly agency: string; readonly isOrphan: boolean } {
  const agency = units.get(unitCode);
  return { agency: agency ?? holder ?? "", isOrphan: agency === undefined || holder === null };
}

/**
 * @param person null: the feed only has posts
 * @param units agency of each unit
 * @returns as `facts` a block for the person's own agency, if there is one, and one for each of `elsewhere`
 */
export function personFacts(
  person: FeedPerson | null,
  posts: readonly FeedAppointment[],
  { agency, isUnplaced }: PersonPlace,
  units: ReadonlyMap<string, string>,
  signs: FeedSigns,
): { readonly elsewhere: readonly string[]; readonly facts: readonly number[] } {
  const own = noFacts();
  if (person !== null) countPerson(own, person, signs, isUnplaced);
  const others = new Map<string, number[]>();
  for (const post of posts) {
    const place = agencyOfPost(post, units, agency);
    if (place.agency === agency) countPost(own, post, place.isOrphan);
    else countPost(blockOf(others, place.agency), post, place.isOrphan);
  }
  const elsewhere = [...others.keys()].toSorted();
  const blocks = elsewhere.map((code) => others.get(code) ?? []);
  return { elsewhere, facts: (agency === null ? blocks : [own, ...blocks]).flat() };
}

/** The block of an agency; a new one where there is none. */
export function blockOf(blocks: Map<string, number[]>, agency: string): number[] {
  const known = blocks.get(agency);
  if (known !== undefined) return known;
  const block = noFacts();
  blocks.set(agency, block);
  return block;
}

/** The facts of a person of whom only that changed; the same where it did not. */
export function withDuplicate(facts: readonly number[], isDuplicate: boolean): readonly number[] {
  return factOf(facts, "duplicates") === Number(isDuplicate)
    ? facts
    : facts.with(AT.duplicates, Number(isDuplicate));
}

export const factOf = (block: readonly number[], count: Count): number => block[AT[count]] ?? 0;

/** As the certificate has it; of units there are none. A column without any value has no key. */
export function sliceFactsOf(block: readonly number[]): SliceFacts {
  const filled = COLUMNS.map((column, at) => [column, block[COUNTS.length + at] ?? 0] as const);
  return {
    people: factOf(block, "people"),
    units: 0,
    appointments: factOf(block, "appointments"),
    filled: Object.fromEntries(filled.filter(([, count]) => count > 0)),
    duplicates: factOf(block, "duplicates"),
    orphans: factOf(block, "orphans"),
    cycles: 0,
    damaged: factOf(block, "damaged"),
    identities: factOf(block, "identities"),
    swapped: factOf(block, "swapped"),
  };
}

export const isFilled = (cell: unknown): boolean =>
  cell !== null && (typeof cell !== "string" || cell.trim() !== "");

function add(block: number[], at: number, isCounted: boolean): void {
  if (isCounted) block[at] = (block[at] ?? 0) + 1;
}

function cellsAt<Row>(cells: Cells<Row>): readonly (readonly [number, (row: Row) => unknown])[] {
  return Object.entries(cells).map(([column, cellOf]) => [FACTS.indexOf(column), cellOf] as const);
}
