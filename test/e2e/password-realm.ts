/** Eight invented people in three units of a realm whose passwords are handed out, and the real clients they use. */
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { armor, Decrypter, generateX25519Identity, identityToRecipient } from "age-encryption";
import { expect, inject } from "vitest";
import { ldapTool } from "../../src/dev/services/slapd-programs.ts";
import { danhba, type Outcome, type RunOptions } from "../support/danhba.ts";
import { asAdmin } from "../support/directory.ts";
import { freshRealm, type ProfileId, type RealRealm } from "../support/real-realm.ts";
import { waitFor } from "../support/wait-for.ts";
import type { World } from "../support/world.ts";

export interface PasswordRealm {
  readonly realm: RealRealm;
  readonly world: Pick<World, "env" | "programs">;
  readonly dir: string;
  /** The key that opens what is sealed for the realm, and for unit HMX. */
  readonly keys: { readonly realm: string; readonly hmx: string };
  /** Every password that was seen here: none of them may stand anywhere else. */
  readonly seen: Set<string>;
  /** What every command printed. */
  readonly printed: string[];
  cli(args: readonly string[], options?: RunOptions): Promise<Outcome>;
  stop(): Promise<void>;
}

export interface ReadSlip {
  readonly name: string;
  readonly uid: string;
  readonly mail: string;
  readonly password: string;
  readonly text: string;
}

const PEOPLE = [
  ["P01", "Trần Văn An", "SNV"],
  ["P02", "Lê Thị Hoa", "SNV"],
  ["P03", "Nguyễn Thanh Bình", "SNV"],
  ["P04", "Đoàn Văn Thông", "HMX"],
  ["P05", "Vũ Thị Mai", "HMX"],
  ["P06", "Đặng Quốc Huy", "STC"],
  ["P07", "Bùi Thanh Tâm", "STC"],
] as const;

/** @param handover of the settings, on top of the two keys; null: neither keys nor anything else */
export async function freshPasswordRealm(
  profile: ProfileId,
  handover: object | null = {},
  settings: object = {},
): Promise<PasswordRealm> {
  const keys = { realm: await generateX25519Identity(), hmx: await generateX25519Identity() };
  const recipients = {
    realm: [await identityToRecipient(keys.realm)],
    units: { HMX: [await identityToRecipient(keys.hmx)] },
  };
  const realm = await freshRealm(profile, {
    ...settings,
    ...(handover === null ? {} : { handover: { recipients, ...handover } }),
  });
  const dir = join(inject("scratch"), randomBytes(8).toString("hex"));
  await mkdir(dir);
  const world: PasswordRealm["world"] = {
    env: {
      PATH: process.env.PATH ?? "",
      DANHBA_ENV_FILE: "/dev/null",
      DANHBA_LANG: "en",
      NODE_COMPILE_CACHE: join(inject("scratch"), "compile-cache"),
    },
    programs: new Set(),
  };
  const printed: string[] = [];
  await realm.deliver([
    ...["SNV Sở Nội vụ", "STC Sở Tài chính"].map((text) => unitRow(text, "department")),
    unitRow("HMX UBND huyện Mỹ Xuyên", "district"),
    ...PEOPLE.map(([key, full_name]) => ({
      table: "person" as const,
      key,
      columns: { full_name, staff_class: "cong_chuc", decision_no: `${key}/QĐ` },
    })),
    ...PEOPLE.map(([person_id, , unit_code]) => ({
      table: "appointment" as const,
      key: `V${person_id}`,
      columns: { person_id, unit_code, kind: "primary", effective_from: "2020-01-01" },
    })),
    { table: "unit", key: "SNV", columns: { head_person_id: "P01" } },
    { table: "unit", key: "HMX", columns: { head_person_id: "P04" } },
    { table: "unit", key: "STC", columns: { head_person_id: "P06" } },
  ]);
  return {
    realm,
    world,
    dir,
    keys,
    seen: new Set(),
    printed,
    cli: async (args, options = {}) => {
      const outcome = await danhba(world, ["--config", realm.configFile, ...args], options);
      printed.push(outcome.stdout, outcome.stderr);
      return outcome;
    },
    stop: async () => {
      for (const program of world.programs) program.kill("SIGKILL");
      await waitFor("the programs to end", () => world.programs.size === 0);
      await realm.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

function unitRow(text: string, kind: string) {
  const [key = "", ...words] = text.split(" ");
  return { table: "unit" as const, key, columns: { name: words.join(" "), kind } };
}

/** Collects a unit's passwords into a new file and opens it. */
export async function collect(
  from: PasswordRealm,
  unit: string,
  more: readonly string[] = [],
): Promise<ReadSlip[]> {
  const file = newFile(from);
  const args = ["handover", "collect", unit, "--operator", "Lê Văn Thư", "--output", file, ...more];
  expect(await from.cli(args)).toMatchObject({ status: 0, stderr: "" });
  return await openFile(from, file, unit === "HMX" ? from.keys.hmx : from.keys.realm);
}

export const newFile = ({ dir }: PasswordRealm): string => join(dir, `${randomBytes(6).toString("hex")}.age`);

export const openFile = async (from: PasswordRealm, file: string, key: string): Promise<ReadSlip[]> =>
  openText(from, await readFile(file, "utf8"), key);

async function openText(from: PasswordRealm, sealed: string, key: string): Promise<ReadSlip[]> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(key);
  return readSlips(from, await decrypter.decrypt(armor.decode(sealed), "text"));
}

export function readSlips({ seen }: Pick<PasswordRealm, "seen">, text: string): ReadSlip[] {
  const slips = text.split(/^-{20,}\n/m).filter((part) => part.trim() !== "");
  return slips.map((slip) => {
    const one = (label: string) => new RegExp(`${label}: +(.*)$`, "m").exec(slip)?.[1] ?? "";
    const password = one("Mật khẩu / Password");
    expect(password).toMatch(/^[A-Za-z2-9]{4}(-[A-Za-z2-9]{4}){3,}$/);
    seen.add(password);
    const name = one("Họ và tên / Name") || one("Hộp thư cơ quan / Agency mailbox");
    return {
      name,
      uid: one("Tên đăng nhập / User name"),
      mail: one("Thư điện tử / Mail"),
      password,
      text: slip,
    };
  });
}

export const slipOf = (slips: readonly ReadSlip[], uid: string): ReadSlip => {
  const found = slips.find((slip) => slip.uid === uid);
  if (found === undefined) throw new Error(`no slip for ${uid}: ${slips.map((slip) => slip.uid).join(", ")}`);
  return found;
};

export interface ToolOutcome {
  readonly status: number;
  readonly text: string;
}

/** One of OpenLDAP's own client tools, signed in as somebody. */
export async function client(
  { realm }: PasswordRealm,
  tool: "ldapwhoami" | "ldapsearch" | "ldappasswd",
  who: { readonly dn: string; readonly password: string },
  args: readonly string[] = [],
): Promise<ToolOutcome> {
  const { command, env } = await ldapTool(tool, inject("slapd") ?? undefined);
  const common = ["-x", "-H", realm.directory.url, "-e", "ppolicy", "-D", who.dn, "-w", who.password];
  try {
    const { stdout, stderr } = await promisify(execFile)(command, [...common, ...args], {
      env: { ...process.env, ...env },
    });
    return { status: 0, text: stdout + stderr };
  } catch (error) {
    if (!(error instanceof Error) || !("stdout" in error) || !("stderr" in error) || !("code" in error))
      throw error;
    return { status: Number(error.code), text: String(error.stdout) + String(error.stderr) };
  }
}

export const dnIn = ({ realm }: PasswordRealm, branch: "people" | "agencies", uid: string): string =>
  `uid=${uid},ou=${branch},${realm.directory.suffix}`;

export const canBind = async (from: PasswordRealm, dn: string, password: string): Promise<boolean> => {
  const { status, text } = await client(from, "ldapwhoami", { dn, password });
  if (status !== 0) expect(text).toContain("Invalid credentials");
  return status === 0;
};

/** Every table as text, every attribute of every entry, everything printed and every file that was written. */
export async function everythingKept({ realm, dir, printed }: PasswordRealm): Promise<Map<string, string>> {
  const kept = new Map<string, string>([["printed", printed.join("\n")]]);
  const tables = await realm.query<{ name: string }>(
    `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
      WHERE table_schema IN ('danhba', 'hr', 'public') AND table_type = 'BASE TABLE'`,
  );
  for (const { name } of tables) {
    const rows = await realm.query<{ text: string }>(`SELECT t::text AS text FROM ${name} t`);
    kept.set(name, rows.map(({ text }) => text).join("\n"));
  }
  await asAdmin(realm.directory, async (admin) => {
    const { searchEntries } = await admin.search(realm.directory.suffix, {
      attributes: ["*", "+"],
      paged: true,
    });
    kept.set("directory", JSON.stringify(searchEntries));
  });
  for (const name of await readdir(dir)) kept.set(name, await readFile(join(dir, name), "utf8"));
  return kept;
}
