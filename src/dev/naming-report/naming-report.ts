/** Prints what the five profiles make of all real units and of a synthetic province. */
import { join } from "node:path";
import { loadProfile } from "../../config/load-settings.ts";
import { DanhbaError } from "../../model/error.ts";
import { nameBatch } from "../../naming/name-batch.ts";
import type { Profile } from "../../naming/profile.ts";
import type { Lang } from "../../texts/lang.ts";
import { PROJECT_ROOT } from "../services/project-root.ts";
import { type Collisions, countCollisions, decideUnits } from "./count-collisions.ts";
import { countForms, type FormCounts } from "./count-forms.ts";
import { type RealProvince, readRealUnits } from "./real-units.ts";
import { REPORT_TEXTS, type ReportWords } from "./report-texts.ts";
import { syntheticProvince } from "./synthetic-people.ts";

const PROFILE_IDS = ["travinh", "quangtri", "soctrang", "binhthuan", "quangbinh"] as const;
const PEOPLE = 20_000;
const SEED = 2025;
/** Whose districts the synthetic people work in; no two of them ask for one name under any profile. */
const HOME = "Tỉnh Sóc Trăng";

export interface ReportOptions {
  readonly print: (line: string) => void;
  readonly lang?: Lang;
  /** How many synthetic people. */
  readonly people?: number;
}

/** Deterministic but for the last line of each profile, which is a measurement. */
export function namingReport({ print, lang = "en", people = PEOPLE }: ReportOptions): void {
  const words = REPORT_TEXTS[lang];
  const profiles = PROFILE_IDS.map(shippedProfile);
  const { old, new: current } = readRealUnits();
  print(words.units);
  const notes: string[] = [];
  printTable(print, [
    [words.province, ...profiles.map(({ id }) => id)],
    ...[...old, ...current].map((province) => collisionRow(province, profiles, words, notes)),
  ]);
  for (const note of notes) print(note);
  print(`\n${words.notes}:\n- ${words.noteDistricts}\n- ${words.noteQuangBinh}`);

  const home = old.find(({ name }) => name === HOME);
  if (home === undefined) throw new RangeError(`no province ${HOME}`);
  const batch = syntheticProvince(home, people, SEED);
  print(`\n${people} ${words.people} ${SEED}; ${batch.units.length} ${words.agencies}`);
  const measured = profiles.map((profile) => {
    const decided = { ...batch, units: decideUnits(profile, batch.units) };
    const before = process.cpuUsage();
    const named = nameBatch(profile, decided);
    const { user, system } = process.cpuUsage(before);
    return { id: profile.id, counts: countForms(profile, named.people), seconds: (user + system) / 1e6 };
  });
  printTable(print, [
    ["", words.distinct, words.plain, words.suffixed, words.numbered, words.highest, words.undecided],
    ...measured.map(({ id, counts }) => formsRow(id, counts)),
  ]);
  print(`${words.cpu}: ${measured.map(({ id, seconds }) => `${id} ${seconds.toFixed(2)} s`).join(", ")}`);
}

/** @throws DanhbaError SETTINGS_INVALID when a shipped profile cannot be read */
export function shippedProfile(id: string): Profile {
  const loaded = loadProfile(join(PROJECT_ROOT, "config"), id);
  if ("profile" in loaded) return loaded.profile;
  throw new DanhbaError("SETTINGS_INVALID", { setting: id, problem: "UNUSABLE_PROFILE" });
}

/** One cell for each profile; what does not fit into a cell goes to the notes under its number. */
function collisionRow(
  province: RealProvince,
  profiles: readonly Profile[],
  words: ReportWords,
  notes: string[],
): string[] {
  const cells = profiles.map((profile) => {
    const counted = countCollisions(profile, province);
    const figures = counted.below === null ? `${counted.alone}` : `${counted.alone} → ${counted.below}`;
    const remark = collisionRemark(counted, words);
    if (remark === "") return figures;
    notes.push(`[${notes.length + 1}] ${province.name}, ${profile.id}: ${remark}`);
    return `${figures} [${notes.length}]`;
  });
  return [`${province.name} (${province.communes.length})`, ...cells];
}

function collisionRemark({ districts, waiting, whenDecided }: Collisions, words: ReportWords): string {
  if (districts === 0) return "";
  const remark = `${districts} ${words.districts}`;
  return waiting === 0
    ? remark
    : `${remark}; ${waiting} ${words.waiting}; ${whenDecided} ${words.whenDecided}`;
}

function formsRow(id: string, counts: FormCounts): string[] {
  const { distinct, plain, suffixed, numbered, highestNumber, undecided } = counts;
  const waiting = Object.entries(undecided).map(([code, count]) => `${code} ${count}`);
  return [id, ...[distinct, plain, suffixed, numbered, highestNumber].map(String), waiting.join(", ") || "0"];
}

function printTable(print: (line: string) => void, rows: readonly (readonly string[])[]): void {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => [...(row[column] ?? "")].length)));
  for (const row of rows) {
    const cells = row.map((cell, column) => cell + " ".repeat((widths?.[column] ?? 0) - [...cell].length));
    print(cells.join("  ").trimEnd());
  }
}
