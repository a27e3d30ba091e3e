/** The settings file of a benchmark: the shipped profile with limits that let everything through. */
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { COUNTED_RULES } from "../../gate/feed-limits.ts";
import { LIMIT_KINDS } from "../../gate/limits.ts";
import { PROJECT_ROOT } from "../services/project-root.ts";

export const REALM = "soctrang";

/** Quiet time after the last change of the feed, the same at all sizes; figures that include it say so. */
const SETTLE_MS = 20;

/** More than there are people. */
const ALL = 1_000_000_000;

export interface Group {
  readonly name: string;
  readonly description: string;
  readonly classes: readonly string[];
  readonly units?: readonly string[];
}

export interface SettingsChoice {
  readonly transactions?: "auto" | "off";
  readonly groups?: readonly Group[];
}

/** Filled from the environment when the file is read. */
const variable = (name: string): string => `\${${name}}`;

/** Polling and heartbeats are rare, so that what is counted for a wake-up is the wake-up's. */
const settingsOf = ({ groups = [], transactions = "auto" }: SettingsChoice) => ({
  database: { url: variable("DATABASE_URL") },
  realms: [
    {
      id: REALM,
      profile: "soctrang",
      domain: "soctrang.gov.vn",
      ldap: {
        url: variable("LDAP_URL"),
        suffix: variable("LDAP_SUFFIX"),
        bindDn: variable("LDAP_BIND_DN"),
        bindPassword: variable("LDAP_BIND_PASSWORD"),
        transactions,
      },
      gate: Object.fromEntries(LIMIT_KINDS.map((kind) => [kind, { max: ALL, percent: 100, always: ALL }])),
      feed: {
        ageDays: null,
        repeatedRows: ALL,
        whole: Object.fromEntries(COUNTED_RULES.map((rule) => [rule, { always: ALL }])),
        agency: Object.fromEntries(COUNTED_RULES.map((rule) => [rule, { always: ALL }])),
      },
      leaseSeconds: 600,
      schedule: { settleMs: SETTLE_MS, pollSeconds: 3_600 },
      groups,
    },
  ],
});

/** Writes the file into `dir`, with profiles and holidays beside it, and returns its path. */
export async function writeSettings(dir: string, choice: SettingsChoice): Promise<string> {
  const shipped = join(PROJECT_ROOT, "config");
  await mkdir(dir, { recursive: true });
  for (const name of ["profiles", "holidays.yaml"]) await symlink(join(shipped, name), join(dir, name));
  const file = join(dir, "danhba.yaml"); // JSON is YAML
  await writeFile(file, JSON.stringify(settingsOf(choice)));
  return file;
}
