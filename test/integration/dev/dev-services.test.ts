import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "dotenv";
import { Client } from "ldapts";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ENV_NAMES } from "../../../src/dev/services/env-file.ts";
import { waitFor } from "../../support/wait-for.ts";

/** `nobody`: an ordinary user that every machine has. */
const ORDINARY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"];
const isRoot = process.getuid?.() === 0;
const USERS: [string, string[]][] = [
  ["the user who runs the tests", []],
  ...(isRoot ? [["an ordinary user", ORDINARY] as [string, string[]]] : []),
];

const MODULE = join(import.meta.dirname, "../../../src/dev/services/dev-services.ts");
const PROGRAM = `
  const { runDevServices } = await import(${JSON.stringify(MODULE)});
  const [dir, envFile] = process.argv.slice(1);
  await runDevServices({ dir, envFile, print: (line) => process.stdout.write(line + "\\n") });
`;

let base: string;
let dir: string;
let envFile: string;
let child: ChildProcess | undefined;
let output = "";
let complaints = "";

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), "danhba-dev-"));
  await chmod(base, 0o777);
  dir = join(base, "data/deep");
  envFile = join(base, "services.env");
});

afterEach(async () => {
  if (child && child.exitCode === null && child.signalCode === null) {
    child.kill("SIGTERM");
    await once(child, "exit");
  }
  await rm(base, { recursive: true, force: true });
});

function run(as: string[], extra: Record<string, string> = {}): ChildProcess {
  const [file, ...args] = [...as, process.execPath, "--input-type=module", "-e", PROGRAM, dir, envFile];
  output = "";
  complaints = "";
  child = spawn(String(file), args, {
    cwd: "/",
    env: { ...process.env, ...extra },
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.stdout?.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr?.on("data", (chunk: Buffer) => {
    complaints += chunk.toString();
  });
  return child;
}

const ended = (process: ChildProcess): boolean => process.exitCode !== null || process.signalCode !== null;

async function untilReady(services: ChildProcess): Promise<void> {
  await waitFor("ready", () => output.includes("ready\n") || ended(services), 60_000);
  expect(output, complaints).toBe("ready\n");
}

/** Everything that runs on our data: the servers carry the folder in their command line. Minimal systems have no ps. */
const serversOn = (folder: string): string[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(commandLine)
    .filter((line) => line.includes(folder) && !line.includes("runDevServices"));

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return ""; // it ended between the two looks
  }
}

async function stop(services: ChildProcess): Promise<unknown> {
  const exited = once(services, "exit");
  services.kill("SIGTERM");
  return (await exited)[0];
}

describe.each(USERS)("dev services as %s", (_, as) => {
  it("say ready, write a file that leads to both servers, and leave nothing behind", async () => {
    const services = run(as);
    await untilReady(services);

    const env = parse(readFileSync(envFile));
    expect(Object.keys(env)).toEqual([...ENV_NAMES]);
    expect(statSync(envFile).mode & 0o777).toBe(0o600);
    const sourced = execFileSync("sh", [
      "-c",
      '. "$1"; printf %s "$DATABASE_URL|$LDAP_BIND_DN"',
      "sh",
      envFile,
    ]);
    expect(sourced.toString()).toBe(`${env.DATABASE_URL}|${env.LDAP_BIND_DN}`);

    const database = new pg.Client({ connectionString: String(env.DATABASE_URL) });
    await database.connect();
    const { rows } = await database.query("SELECT current_database() AS name, version() AS version");
    expect(rows[0]).toMatchObject({ name: "danhba", version: expect.stringMatching(/^PostgreSQL 1[5-9]/) });
    await database.end();

    const directory = new Client({ url: String(env.LDAP_URL) });
    await directory.bind(String(env.LDAP_ADMIN_DN), String(env.LDAP_ADMIN_PASSWORD));
    await directory.bind(String(env.LDAP_BIND_DN), String(env.LDAP_BIND_PASSWORD));
    const { searchEntries } = await directory.search(String(env.LDAP_SUFFIX), { scope: "one" });
    expect(searchEntries.map((entry) => String(entry.ou)).toSorted()).toEqual([
      "agencies",
      "groups",
      "people",
      "policies",
      "units",
    ]);
    await directory.unbind();

    expect(serversOn(dir).length).toBeGreaterThanOrEqual(2);
    expect(await stop(services)).toBe(0);
    expect(serversOn(dir)).toEqual([]);
    expect(readdirSync(base)).toEqual([]);
  });
});

describe("dev services", () => {
  it("keep a folder that was there before, even one that is closed to others", async () => {
    dir = join(base, "mine");
    execFileSync("mkdir", ["-m", "700", dir]);
    const services = run([]);
    await untilReady(services);
    expect(await stop(services)).toBe(0);
    expect(readdirSync(base)).toEqual(["mine"]);
    expect(readdirSync(dir)).toEqual([]);
  });

  it("leave nothing behind when they are stopped before they are ready", async () => {
    const services = run([]);
    await waitFor("the first file", () => existsSync(dir));
    expect(await stop(services)).toBe(0);
    expect(output).toBe("");
    expect(serversOn(dir)).toEqual([]);
    expect(readdirSync(base)).toEqual([]);
  });

  it("leave no server running when they are killed", async () => {
    const services = run([]);
    await untilReady(services);
    services.kill("SIGKILL");
    await waitFor("the servers to end", () => serversOn(dir).length === 0);
  });

  it("run twice at once on ports of their own", async () => {
    const first = run([]);
    await untilReady(first);
    const firstEnv = parse(readFileSync(envFile));
    dir = join(base, "second");
    envFile = join(base, "second.env");
    const second = run([]);
    await untilReady(second);
    const secondEnv = parse(readFileSync(envFile));
    expect(secondEnv.LDAP_URL).not.toBe(firstEnv.LDAP_URL);
    expect(secondEnv.DATABASE_URL).not.toBe(firstEnv.DATABASE_URL);
    expect(await Promise.all([stop(first), stop(second)])).toEqual([0, 0]);
    expect(readdirSync(base)).toEqual([]);
  });

  it("say what is missing in one line, and leave nothing behind, when a server cannot be had", async () => {
    const services = run([], { TEST_DATABASE_URL: "postgres://nobody@127.0.0.1:1/none" });
    await waitFor("the end", () => ended(services));
    expect(services.exitCode).not.toBe(0);
    expect(complaints).toContain(
      "SERVICES_UNAVAILABLE problem=no PostgreSQL: make the server of TEST_DATABASE_URL reachable",
    );
    expect(serversOn(dir)).toEqual([]);
    expect(readdirSync(base)).toEqual([]);
  });
});
