import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { loadSettings } from "../../../src/config/load-settings.ts";
import { Settings } from "../../../src/config/settings-schema.ts";
import { parseProfile } from "../../../src/naming/profile.ts";
import { profileSchema } from "../../../src/naming/profile-schema.ts";
import type { YamlProblem } from "../../../src/naming/yaml-text.ts";
import { keyProblemText } from "../../../src/texts/key-problems.ts";
import type { Lang } from "../../../src/texts/lang.ts";
import { type Json, keyText, type WrongKey, wrongKeys } from "../../support/wrong-keys.ts";

const CONFIG = new URL("../../../config/", import.meta.url).pathname;
const PROFILES = join(CONFIG, "profiles");
const AGE = "age1tgyuvdlmpejqsdf847hevurz9szk7vf3j7ytfyqecgzvphvu2d8qrtaxl6";

/** What cannot be made of the shape alone. */
const SAMPLES: Readonly<Record<string, Json>> = {
  "realms[0].id": "soctrang",
  "realms[0].profile": "soctrang",
  "realms[0].domain": "soctrang.gov.vn",
  "realms[0].ldap.suffix": "dc=vn",
  "realms[0].ldap.bindDn": "cn=danhba,dc=vn",
  "realms[0].groups[0].name": "van-ban",
  "realms[0].handover.recipients.realm[0]": AGE,
  "realms[0].handover.recipients.units.SNV[0]": AGE,
  "realms[0].schedule.full": "0 2 * * *",
};
/** What a shape does not say. */
const WRONG: Readonly<Record<string, readonly Json[]>> = {
  "realms[0].schedule.full": ["mỗi đêm"],
  "realms[0].handover.recipients.realm": [["age1ngan"]],
  "realms[0].handover.recipients.units.SNV": [["age1ngan"]],
};

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "danhba-wrong-"));
  mkdirSync(join(folder, "profiles"));
  cpSync(join(PROFILES, "soctrang.yaml"), join(folder, "profiles", "soctrang.yaml"));
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => speak("en"));

type Reader = (text: string) => readonly YamlProblem[];

/** Hundreds of files are read, in both languages. */
const TIMEOUT_MS = 60_000;

let lang: Lang = "en";
function speak(next: Lang): void {
  lang = next;
  z.config(lang === "vi" ? z.locales.vi() : z.locales.en());
}

/** Each text is read once in each language. */
function remembering(read: Reader): Reader {
  const known = new Map<string, readonly YamlProblem[]>();
  return (text) => {
    const key = `${lang}\n${text}`;
    const problems = known.get(key) ?? read(text);
    known.set(key, problems);
    return problems;
  };
}

const settingsProblems = remembering((text) => {
  const file = join(folder, "danhba.yaml");
  writeFileSync(file, text);
  const result = loadSettings(file, () => null);
  if (!("problems" in result)) return [];
  for (const problem of result.problems) expect(problem.file).toBe(file);
  return result.problems;
});
const profileProblems = remembering((text) => {
  const result = parseProfile(text, "x.yaml");
  return "problems" in result ? result.problems : [];
});

const isSameKey = (path: string, key: string): boolean => path === key || path.startsWith(`${key}[`);

/** What is not as it must be for a wrong key: one problem, at its place, that says what is wrong. */
function faultsOf({ key, what, text, path, line }: WrongKey, read: Reader): string[] {
  const problems = read(text);
  const [problem] = problems;
  const title = `${what} ${key}`;
  if (problems.length !== 1 || problem === undefined) {
    return [`${title}: ${problems.length} problems: ${JSON.stringify(problems)}`];
  }
  const isThere = isSameKey(problem.path, path) && (problem.line === line || problem.path !== path);
  const isSaid = problem.message.length > 10 || what === "unknown";
  return isThere && isSaid ? [] : [`${title}: ${line} ${path} is told as ${JSON.stringify(problem)}`];
}

/** Both languages say something, and not the same. */
function untold({ key, what, text }: WrongKey, read: Reader): string[] {
  const said = (["en", "vi"] as const).map((next) => {
    speak(next);
    return read(text).map(({ message }) => keyProblemText(next, message));
  });
  speak("en");
  const [en, vi] = said.map((messages) => messages.join("; "));
  return en !== "" && vi !== "" && en !== vi ? [] : [`${what} ${key}: ${en} = ${vi}`];
}

describe("settings with one wrong key", () => {
  const { good, keys, wrongs } = wrongKeys(
    Settings,
    (path) => SAMPLES[keyText(path)],
    (key) => WRONG[key] ?? [],
  );

  it("start from settings in which every key stands and is right", () => {
    expect(settingsProblems(good)).toEqual([]);
    expect(keys.length).toBeGreaterThanOrEqual(60);
    expect(keys).toEqual(
      expect.arrayContaining(["database.url", "realms[0].ldap.caFile", "realms[0].leaseSeconds"]),
    );
  });

  it("are told of that key and its line, and of nothing else", { timeout: TIMEOUT_MS }, () => {
    expect(wrongs.flatMap((wrong) => faultsOf(wrong, settingsProblems))).toEqual([]);
  });

  it("get a message of their own for every key and for everything that can be wrong with it", {
    timeout: TIMEOUT_MS,
  }, () => {
    const lines = wrongs.map(({ what, text }) => {
      const [problem] = settingsProblems(text);
      return `${what} ${problem?.path}: ${problem?.message}`;
    });
    const byKey = new Map(wrongs.map(({ key, what }, index) => [`${what} ${key}`, lines[index]]));
    expect(new Set(byKey.values()).size).toBe(byKey.size);
    for (const key of keys) expect(byKey.has(`type ${key}`), key).toBe(true);
  });

  it("are told of in Vietnamese and in English", { timeout: TIMEOUT_MS }, () => {
    expect(wrongs.flatMap((wrong) => untold(wrong, settingsProblems))).toEqual([]);
  });
});

describe("a profile with one wrong key", () => {
  const shipped = readdirSync(PROFILES)
    .filter((name) => name.endsWith(".yaml"))
    .toSorted((a) => (a === "soctrang.yaml" ? -1 : 1))
    .map((name) => parse(readFileSync(join(PROFILES, name), "utf8")) as Json);
  /** The first value at this place in any profile; of lists, in any of their rows. */
  const sample = (path: readonly (string | number)[]): Json | undefined => {
    for (const profile of shipped) {
      let found: Json[] = [profile];
      for (const step of path) {
        found = found.flatMap((value): Json[] => {
          if (Array.isArray(value)) return typeof step === "number" ? value : [];
          const inner = (value as Record<string, Json> | null)?.[step];
          return inner === undefined || inner === null ? [] : [inner];
        });
      }
      const [first] = found;
      if (first !== undefined && typeof first !== "object") return first;
    }
    return EXTRA[keyText(path)];
  };
  const EXTRA: Readonly<Record<string, Json>> = {
    "units.overrides[0].localPart": "so",
    "units.overrides[0].clause": "Đ.1",
  };
  const { good, keys, wrongs } = wrongKeys(profileSchema, sample, () => []);

  const ofShape: Reader = (text) => profileProblems(text).filter(({ message }) => !ACROSS_KEYS.test(message));

  it("starts from one in which every key stands, each of the right shape", () => {
    // Values of several regulations together make no rules that agree: only what is said across keys may be wrong.
    for (const { message } of profileProblems(good)) expect(message).toMatch(ACROSS_KEYS);
    expect(keys.length).toBeGreaterThan(80);
  });

  const ACROSS_KEYS =
    /belong together|needs people\.extension|stands last|is not in units\.types|an example|a proposal/;

  it("is told of that key and its line, and of nothing else", { timeout: TIMEOUT_MS }, () => {
    expect(wrongs.flatMap((wrong) => faultsOf(wrong, ofShape))).toEqual([]);
  });

  it("is told of in Vietnamese and in English", { timeout: TIMEOUT_MS }, () => {
    expect(wrongs.flatMap((wrong) => untold(wrong, ofShape))).toEqual([]);
  });
});
