/** Reads `config/danhba.yaml`, the profiles it names and the holidays; reports everything that is wrong, with lines. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DEFAULT_LIMITS, type GateLimits } from "../gate/limits.ts";
import type { Calendar } from "../model/calendar.ts";
import { type Owner, personOwner } from "../model/owner.ts";
import { type Profile, parseProfile } from "../naming/profile.ts";
import { parseYaml, schemaProblems, type YamlProblem } from "../naming/yaml-text.ts";
import { expandVariables, type Lookup } from "./expand-variables.ts";
import { EMPTY_CALENDAR, parseHolidays } from "./holidays.ts";
import { type RealmSettings, Settings } from "./settings-schema.ts";

export interface Realm {
  readonly settings: RealmSettings;
  readonly profile: Profile;
  readonly limits: GateLimits;
  readonly administrators: ReadonlySet<Owner>;
  readonly calendar: Calendar;
}

export interface LoadedSettings {
  readonly databaseUrl: string;
  readonly realms: readonly Realm[];
}

export interface FileProblem extends YamlProblem {
  readonly file: string;
}

export type SettingsResult =
  | { readonly settings: LoadedSettings }
  | { readonly problems: readonly FileProblem[] };

/** @param configFile profiles are in `profiles/` beside it, holidays in `holidays.yaml` */
export function loadSettings(configFile: string, lookup: Lookup): SettingsResult {
  const inConfig = (problems: readonly YamlProblem[]) => ({
    problems: problems.map((problem) => ({ ...problem, file: configFile })),
  });
  const text = readText(configFile);
  if (text === null) return inConfig([{ path: "", line: 0, message: "cannot be read" }]);
  const yaml = parseYaml(text);
  if ("problems" in yaml) return inConfig(yaml.problems);

  const unset: Omit<YamlProblem, "line">[] = [];
  const checked = Settings.safeParse(expandVariables(yaml.data, lookup, "", unset));
  const lineOf = (path: string): number => yaml.lineOf(path.split(/[.[\]]+/).filter((step) => step !== ""));
  if (unset.length > 0) return inConfig(unset.map((problem) => ({ ...problem, line: lineOf(problem.path) })));
  if (!checked.success) return inConfig(schemaProblems(checked.error.issues, yaml.lineOf));

  const problems: FileProblem[] = [];
  const realms: Realm[] = [];
  const holidays = loadHolidays(dirname(configFile));
  if ("problems" in holidays) problems.push(...holidays.problems);
  const calendar = "calendar" in holidays ? holidays.calendar : EMPTY_CALENDAR;
  for (const settings of checked.data.realms) {
    const loaded = loadProfile(dirname(configFile), settings.profile);
    if ("problems" in loaded) problems.push(...loaded.problems);
    else {
      const limits = { ...DEFAULT_LIMITS, ...settings.gate } as GateLimits;
      const administrators = new Set(settings.administrators.map(accountOwner));
      realms.push({ settings, profile: loaded.profile, limits, administrators, calendar });
    }
  }
  return problems.length > 0
    ? { problems }
    : { settings: { databaseUrl: checked.data.database.url, realms } };
}

/** `agency:<code>` as it is, anything else is a person's id. */
function accountOwner(account: string): Owner {
  return account.startsWith("agency:") ? (account as Owner) : personOwner(account);
}

/** One profile by name, or what is wrong with its file. */
export function loadProfile(
  configFolder: string,
  name: string,
): { readonly profile: Profile } | { readonly problems: readonly FileProblem[] } {
  const file = join(configFolder, "profiles", `${name}.yaml`);
  const text = readText(file);
  if (text === null) return { problems: [{ file, path: "", line: 0, message: "cannot be read" }] };
  const parsed = parseProfile(text, file);
  return "profile" in parsed
    ? parsed
    : { problems: parsed.problems.map((problem) => ({ ...problem, file })) };
}

/** The table of holidays, empty where there is none, or what is wrong with it. */
function loadHolidays(
  configFolder: string,
): { readonly calendar: Calendar } | { readonly problems: readonly FileProblem[] } {
  const file = join(configFolder, "holidays.yaml");
  if (!existsSync(file)) return { calendar: EMPTY_CALENDAR };
  const text = readText(file);
  if (text === null) return { problems: [{ file, path: "", line: 0, message: "cannot be read" }] };
  const parsed = parseHolidays(text);
  return "calendar" in parsed
    ? parsed
    : { problems: parsed.problems.map((problem) => ({ ...problem, file })) };
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null; // told as a problem of the file by every caller
  }
}
