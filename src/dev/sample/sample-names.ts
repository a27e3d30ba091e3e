/** Draws Vietnamese names by their frequencies, with the surnames of Sóc Trăng. */
import names from "./data/names.json" with { type: "json" };
import { cumulate, type SeededRandom, type Weighted } from "./seeded-random.ts";

export interface SampleName {
  readonly gender: "male" | "female";
  readonly familyName: string;
  /** Empty where there is none. */
  readonly middleName: string;
  readonly givenName: string;
}

/**
 * Surnames of Khmer and Chinese families are common in Sóc Trăng and rare in the country-wide table (a total of some
 * 49,000): these counts stand in for the table's.
 */
const LOCAL_SURNAMES: Readonly<Record<string, number>> = {
  Trần: 6_200,
  Lâm: 2_100,
  Thạch: 1_700,
  Lý: 1_600,
  Sơn: 900,
  Danh: 800,
  Kim: 700,
  Châu: 500,
  Tăng: 450,
  Quách: 400,
  Liêu: 350,
};

/** Given names that the naming rules hold for a person's decision: they look like a middle name left alone. */
const AMBIGUOUS_GIVEN_NAMES = new Set(["Văn", "Thị"]);

const FEMALE_SHARE = 0.42;

const SURNAMES = cumulate({ ...names.surnames, ...LOCAL_SURNAMES });
const BY_GENDER = { male: prepare(names.male), female: prepare(names.female) };

interface NameTables {
  readonly pairs: readonly Weighted[];
  /** Share of people whose pair of middle and given name is common enough to be in `pairs`. */
  readonly pairShare: number;
  readonly middle: readonly Weighted[];
  readonly given: readonly Weighted[];
}

function prepare(table: typeof names.male | typeof names.female): NameTables {
  const pairs = cumulate(table.middleAndGiven);
  return {
    pairs,
    pairShare: (pairs.at(-1)?.upTo ?? 0) / table.people,
    middle: cumulate(table.middle),
    given: cumulate(table.given),
  };
}

/** Common pairs of middle and given name come as often as they are; the rest is put together from both tables. */
export function drawName(random: SeededRandom): SampleName {
  const gender = random.isTrue(FEMALE_SHARE) ? "female" : "male";
  const familyName = random.pickWeighted(SURNAMES);
  const [middleName, givenName] = drawGivenName(random, BY_GENDER[gender]);
  return { gender, familyName, middleName, givenName };
}

function drawGivenName(random: SeededRandom, tables: NameTables): readonly [middle: string, given: string] {
  const [middle = "", given = ""] = random.isTrue(tables.pairShare)
    ? random.pickWeighted(tables.pairs).split("|")
    : [random.pickWeighted(tables.middle), random.pickWeighted(tables.given)];
  return AMBIGUOUS_GIVEN_NAMES.has(given) ? drawGivenName(random, tables) : [middle, given];
}
