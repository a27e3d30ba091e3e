import { execFile } from "node:child_process";
import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Client, type ClientOptions, InvalidCredentialsError } from "ldapts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Child, startChild } from "../../../src/dev/services/child-process.ts";
import { freePort } from "../../../src/dev/services/free-port.ts";
import { findSlapd, type SlapdPrograms, slapdEnvironment } from "../../../src/dev/services/slapd-programs.ts";
import { waitUntilReady } from "../../../src/dev/services/wait-until-ready.ts";

const execute = promisify(execFile);
const SCRIPTS = "docker/openldap";
const SUFFIX = "dc=binhthuan,dc=gov,dc=vn";
const SERVICE = `cn=danhba,ou=services,${SUFFIX}`;
const TLS = "test/fixtures/tls";

let programs: SlapdPrograms;
let dir: string;
let env: Record<string, string>;
let slapd: Child | undefined;

beforeEach(async () => {
  programs = await findSlapd();
  dir = await mkdtemp(join(tmpdir(), "danhba-entry-"));
  await writeFile(join(dir, "bind"), "of the service\n", { mode: 0o600 });
  await writeFile(join(dir, "admin"), "of the & admin|", { mode: 0o600 });
  env = {
    ...slapdEnvironment(programs, join(dir, "state")),
    LDAP_SUFFIX: SUFFIX,
    LDAP_BIND_PASSWORD_FILE: join(dir, "bind"),
    LDAP_ADMIN_PASSWORD_FILE: join(dir, "admin"),
  };
});

afterEach(async () => {
  await slapd?.stop();
  slapd = undefined;
  await rm(dir, { recursive: true, force: true });
});

const init = (changes: Record<string, string> = {}) =>
  execute("sh", [join(SCRIPTS, "init.sh")], { env: { ...process.env, ...env, ...changes } });

async function start(changes: Record<string, string>, options: ClientOptions): Promise<void> {
  slapd = await startChild("sh", [join(SCRIPTS, "entrypoint.sh")], {
    stopSignal: "SIGTERM",
    env: { ...env, ...changes },
  });
  const isReady = await waitUntilReady(slapd, () => bind(options, SERVICE, "of the service"));
  expect(isReady, slapd.output()).toBe(true);
}

async function bind(options: ClientOptions, dn: string, password: string): Promise<void> {
  const client = new Client({ ...options, timeout: 5_000 });
  try {
    await client.bind(dn, password);
  } finally {
    await client.unbind();
  }
}

describe("init.sh", () => {
  it("keeps an existing database, renders the settings anew and leaves no secret lying about", async () => {
    await init({ LDAP_ORGANIZATION: "Tỉnh Bình Thuận" });
    const database = join(dir, "state/data/data.mdb");
    const before = await stat(database);
    await init({ SLAPD_DB_MAXSIZE: "104857600" });
    const after = await stat(database);
    expect([after.ino, after.mtimeMs]).toEqual([before.ino, before.mtimeMs]);
    const config = await readFile(join(dir, "state/config/cn=config/olcDatabase={1}mdb.ldif"), "utf8");
    expect(config).toContain("olcDbMaxSize: 104857600");
    expect(await readdir(join(dir, "state"))).toEqual(["config", "data", "run"]);
    expect(config).not.toContain("of the");
    expect((await stat(join(dir, "state/config"))).mode & 0o077).toBe(0);
  });

  it("starts over when the base tree was not finished last time", async () => {
    await init();
    await writeFile(join(dir, "state/loading"), "");
    await writeFile(join(dir, "state/data/data.mdb"), "half of a database");
    await init();
    const port = await freePort();
    await start({ SLAPD_URLS: `ldap://127.0.0.1:${port}/` }, { url: `ldap://127.0.0.1:${port}/` });
  });

  it.each([
    ["no suffix", { LDAP_SUFFIX: "" }, "LDAP_SUFFIX must be like dc="],
    ["a suffix with other characters", { LDAP_SUFFIX: "dc=a\nolcRootDN: cn=x" }, "only lower-case letters"],
    [
      "no password",
      { LDAP_BIND_PASSWORD_FILE: "" },
      "LDAP_BIND_PASSWORD or LDAP_BIND_PASSWORD_FILE must be set",
    ],
    [
      "a password file that is not there",
      { LDAP_ADMIN_PASSWORD_FILE: "/nowhere" },
      "LDAP_ADMIN_PASSWORD_FILE cannot",
    ],
    ["no slapd", { SLAPD: "/nowhere/slapd" }, "no slapd binary"],
  ])("refuses %s and makes nothing", async (_, changes, message) => {
    await expect(init(changes)).rejects.toThrow(message);
    const made = await readdir(join(dir, "state")).catch(() => []);
    expect(made.filter((name) => name === "config" || name.startsWith("work"))).toEqual([]);
  });
});

describe("entrypoint.sh", () => {
  it("takes the passwords from files and stops on SIGTERM", async () => {
    const options = { url: `ldap://127.0.0.1:${await freePort()}/` };
    await start({ SLAPD_URLS: options.url }, options);
    await bind(options, `cn=admin,${SUFFIX}`, "of the & admin|");
    await expect(bind(options, SERVICE, "wrong")).rejects.toThrow(InvalidCredentialsError);
    await slapd?.stop();
    await expect(bind(options, SERVICE, "of the service")).rejects.toThrow(/ECONNREFUSED/);
  });

  it("with a certificate, takes no password in clear except through the local socket", async () => {
    const [plain, secure] = [await freePort(), await freePort()];
    const run = join(dir, "run");
    await mkdir(run);
    await copyFile(join(TLS, "server.key"), join(dir, "server.key"));
    await chmod(join(dir, "server.key"), 0o600);
    const socket = {
      url: "ldap://localhost",
      createConnection: (() => connect(join(run, "ldapi"))) as typeof connect,
    };
    await start(
      {
        SLAPD_RUN_DIR: run,
        SLAPD_TLS_CERT_FILE: join(process.cwd(), TLS, "server.crt"),
        SLAPD_TLS_KEY_FILE: join(dir, "server.key"),
        SLAPD_TLS_CA_FILE: join(process.cwd(), TLS, "ca.crt"),
        SLAPD_URLS: `ldapi://${encodeURIComponent(join(run, "ldapi"))} ldap://127.0.0.1:${plain}/ ldaps://127.0.0.1:${secure}/`,
      },
      socket,
    );
    const tlsOptions = { ca: await readFile(join(TLS, "ca.crt")) };
    await bind({ url: `ldaps://localhost:${secure}`, tlsOptions }, SERVICE, "of the service");
    const inClear = bind({ url: `ldap://127.0.0.1:${plain}` }, SERVICE, "of the service");
    await expect(inClear).rejects.toThrow(/confidentiality/i);
    const upgraded = new Client({ url: `ldap://localhost:${plain}` });
    await upgraded.startTLS(tlsOptions);
    await upgraded.bind(SERVICE, "of the service");
    await upgraded.unbind();
  });
});
