import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CHANGE_KINDS } from "../../src/model/change.ts";
import { danhba, expectFault } from "../support/danhba.ts";
import { freshWorld, type World } from "../support/world.ts";
import { seeOwn } from "./directory-view.ts";
import { loadSmallProvince, setPerson, setStatus } from "./small-province.ts";

let world: World;

beforeAll(async () => {
  world = await freshWorld();
  await loadSmallProvince(world);
});
afterAll(() => world.stop());

/** Design §6, and after them what was added since. */
const SYNC_FIELDS = [
  "formatVersion",
  "realm",
  "runId",
  "trigger",
  "state",
  "digest",
  "counts",
  "applied",
  "held",
  "failed",
  "findings",
  "decisions",
  "durationMs",
  "certificate",
  "drift",
  "proof",
  "undone",
  "adopted",
];
const COUNTS = [...CHANGE_KINDS, "unchanged"].toSorted();

const VERBS = [
  "migrate",
  "config check",
  "feed import",
  "name",
  "plan",
  "sync",
  "apply",
  "runs",
  "approve",
  "reject",
  "log",
  "log verify",
  "daemon",
  "status",
  "dev services",
  "dev demo",
  "dev sample",
];

const fields = (document: object): string[] => Object.keys(document).toSorted();

describe("plan --json", () => {
  it("has the fields of sync and its items, writes nothing and ends with 2", async () => {
    const outcome = await danhba(world, ["plan", "--json"], { isOwnProcess: true });
    expect(outcome).toMatchObject({ status: 2, stderr: "" });
    const plan = outcome.json<{ items: object[]; counts: object; runId: unknown }>();
    expect(fields(plan)).toEqual([...SYNC_FIELDS, "items"].toSorted());
    expect(plan).toMatchObject({ formatVersion: 1, realm: "soctrang", runId: null, applied: 0 });
    expect(fields(plan.counts)).toEqual(COUNTS);
    expect(plan.items.length).toBeGreaterThan(12);
    expect((await seeOwn(world)).size).toBe(0);
    for (const table of ["run", "address", "change_log"]) {
      expect(await world.query(`SELECT FROM danhba.${table}`)).toEqual([]);
    }
    // Twice the same, to the digest.
    const again = (await danhba(world, ["plan", "--json"])).json<{ digest: string; items: object[] }>();
    expect(again.items).toEqual(plan.items);
  });

  it("holds no password, nor does any other form of the plan or the log", async () => {
    for (const args of [["plan", "--json"], ["plan"], ["plan", "--ldif"]]) {
      const { stdout, status } = await danhba(world, args);
      expect(status).toBe(2);
      expect(stdout).not.toContain(String(world.env.LDAP_BIND_PASSWORD));
      expect(stdout).not.toMatch(/\{(SSHA|ARGON2)\}/);
    }
  });
});

describe("plan --ldif", () => {
  it("is the entries of a first load, and nothing else", async () => {
    const { stdout, stderr } = await danhba(world, ["plan", "--ldif"]);
    expect(stderr).toBe("");
    const records = stdout.trimEnd().split("\n\n");
    expect(records.length).toBeGreaterThan(12);
    for (const record of records) expect(record).toMatch(/^(#.*\n( .*\n)*)*dn:/);
    expect(stdout).not.toMatch(/^(version|changetype):/m);
  });
});

describe("sync --json", () => {
  it("has exactly the fields of the contract", async () => {
    const outcome = await danhba(world, ["sync", "--json"], { isOwnProcess: true });
    expect(outcome).toMatchObject({ status: 0, stderr: "" });
    const sync = outcome.json();
    expect(fields(sync)).toEqual(SYNC_FIELDS.toSorted());
    expect(fields(sync.counts)).toEqual(COUNTS);
    expect(sync).toMatchObject({
      formatVersion: 1,
      realm: "soctrang",
      trigger: "sync",
      state: "done",
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      held: [],
      failed: [],
      findings: [],
      decisions: 0,
    });
  });

  it("says what is held and what is odd, each with its fields", async () => {
    await setStatus(world, ["P01", "P02", "P04", "P05"], "retired");
    await setPerson(world, "P08", "phone", "ask the porter");
    const outcome = await danhba(world, ["sync", "--json"]);
    expect(outcome).toMatchObject({ status: 3, stderr: "" });
    const { held, findings } = outcome.json();
    expect(held.map(fields)).toEqual([["count", "kind", "message", "rule"]]);
    expect(findings.map(fields)).toEqual(findings.map(() => ["code", "message", "owner"]));
    expect(findings).toMatchObject([
      { code: "MAILBOX_WITHOUT_OWNER", owner: "agency:SNV" },
      { code: "BAD_VALUE", owner: "person:P08" },
    ]);
    await setStatus(world, ["P01", "P02", "P04", "P05"], "working");
    await setPerson(world, "P08", "phone", "0299 000 0008");
    expect(await danhba(world, ["sync", "--json"])).toMatchObject({ status: 0 });
  });

  it("counts everything as unchanged the second time, and plan ends with 0", async () => {
    const sync = (await danhba(world, ["sync", "--json"])).json();
    expect(sync.counts.unchanged).toBe((await seeOwn(world)).size);
    expect(await danhba(world, ["plan", "--json"])).toMatchObject({ status: 0, stderr: "" });
  });
});

describe("name", () => {
  const batch = {
    units: [
      { code: "A", name: "Sở Thông tin và Truyền thông", kind: "department" },
      { code: "B", name: "Phòng Công nghệ thông tin", kind: "division", parent: "A" },
    ],
    people: [
      { id: "1", fullName: "Nguyễn Thanh Bình", unit: "A" },
      { id: "2", fullName: "Nguyễn Thế Bình", unit: "B" },
      { id: "3", fullName: "*)(uid=*", unit: "B" },
    ],
    taken: [{ localPart: "phongcntt", owner: "person:9" }],
  };

  it("works without a database, a directory or any variable, and answers in the contract's fields", async () => {
    const bare = { env: { PATH: world.env.PATH ?? "" }, programs: world.programs };
    const outcome = await danhba(bare, ["name", "--profile", "soctrang"], { input: JSON.stringify(batch) });
    expect(outcome).toMatchObject({ status: 0, stderr: "" });
    const result = outcome.json<{ profile: string; units: object[]; people: { finding: unknown }[] }>();
    expect(fields(result)).toEqual(["people", "profile", "units"]);
    for (const unit of result.units)
      expect(fields(unit)).toEqual(["address", "clause", "code", "finding", "form"]);
    for (const person of result.people) {
      expect(fields(person)).toEqual(
        ["address", "clause", "finding", "form", "id", "parsed", "proposals"].toSorted(),
      );
    }
    expect(result).toMatchObject({
      profile: "soctrang",
      units: [
        { code: "A", address: "sotttt@soctrang.gov.vn", finding: null },
        { code: "B", address: "phongcntt.sotttt@soctrang.gov.vn", clause: "Đ.3.1.b" },
      ],
      people: [
        { id: "1", address: "ntbinh@soctrang.gov.vn", form: "plain", clause: "Đ.3.2", proposals: [] },
        { id: "2", address: "ntbinh.sotttt@soctrang.gov.vn", form: "agency", clause: "Đ.3.3.b" },
        { id: "3", address: null, parsed: null },
      ],
    });
    expect(result.people[2]?.finding).not.toBeNull();
    expect(fields((result.people[0] as unknown as { parsed: object }).parsed)).toEqual(
      ["display", "given", "initials", "romanised"].toSorted(),
    );
  });

  it.each([
    ["no JSON", "{"],
    ["another document", '{"people": 1}'],
    ["nothing", ""],
  ])("refuses %s with one line and status 1", async (_what, input) => {
    expectFault(await danhba(world, ["name", "--profile", "soctrang"], { input }), "USAGE", 1, "stdin");
  });

  it("refuses a profile that there is not", async () => {
    const outcome = await danhba(world, ["name", "--profile", "nowhere"], { input: "{}" });
    expectFault(outcome, "USAGE", 1, "nowhere");
  });
});

describe("the command line", () => {
  it.concurrent.each(VERBS)(
    "%s --help ends with 0 and has an example and the exit statuses",
    async (verb) => {
      const outcome = await danhba(world, [...verb.split(" "), "--help"]);
      expect(outcome).toMatchObject({ status: 0, stderr: "" });
      expect(outcome.stdout).toContain(`danhba ${verb}`);
      expect(outcome.stdout).toMatch(/^Example:\n {2}danhba /m);
      expect(outcome.stdout).toMatch(/^Exit status: 0/m);
    },
  );

  it("lists every verb in its own help, in Vietnamese too", async () => {
    for (const lang of ["en", "vi"]) {
      const { status, stdout } = await danhba(world, ["--lang", lang, "--help"], { isOwnProcess: true });
      expect(status).toBe(0);
      for (const verb of VERBS) expect(stdout).toMatch(new RegExp(`^ {2}${verb.split(" ")[0]}\\b`, "m"));
    }
  });

  it.concurrent.each([
    ["an unknown verb", ["rename"]],
    ["an unknown option", ["sync", "--force"]],
    ["an unknown word under a verb", ["feed", "export"]],
    ["a missing argument", ["apply"]],
    ["a missing option", ["name"]],
    ["a superfluous argument", ["sync", "now"]],
    ["an option without its value", ["runs", "--limit"]],
    ["a limit that is no number", ["runs", "--limit", "many"]],
    ["a time that is none", ["log", "--since", "yesterday"]],
    ["a language that it does not speak", ["--lang", "fr", "runs"]],
  ])("refuses %s with status 1 and nothing on stdout", async (_what, args) => {
    const outcome = await danhba(world, args);
    expectFault(outcome, "USAGE", 1, /./);
  });

  it("keeps stdout for the document: it can be read as JSON whatever the verb", async () => {
    for (const args of [["runs"], ["log"], ["log", "verify"], ["status"], ["config", "check"], ["migrate"]]) {
      const outcome = await danhba(world, [...args, "--json"], { isOwnProcess: true });
      expect(outcome).toMatchObject({ status: 0, stderr: "" });
      expect(outcome.json()).toMatchObject({ formatVersion: 1 });
    }
  });

  it("takes its variables from the file that --env-file names, and from files of secrets", async () => {
    const secret = join(world.dir, "secret");
    await writeFile(secret, `${world.env.LDAP_BIND_PASSWORD}\n`);
    const { LDAP_BIND_PASSWORD: _secret, ...others } = world.env;
    const lines = Object.entries({ ...others, LDAP_BIND_PASSWORD_FILE: secret }).map(([k, v]) => `${k}=${v}`);
    const file = join(world.dir, "own.env");
    await writeFile(file, lines.join("\n"));
    const bare = { env: { PATH: world.env.PATH ?? "" }, programs: world.programs };
    const outcome = await danhba(bare, ["--env-file", file, "plan"], { isOwnProcess: true });
    expect(outcome).toMatchObject({ status: 0, stderr: "" });
  });

  it("speaks Vietnamese with --lang vi, DANHBA_LANG and the locale, in results, findings and faults", async () => {
    await setPerson(world, "P08", "phone", "hỏi bảo vệ");
    const vietnamese = await danhba(world, ["sync", "--lang", "vi"]);
    expect(vietnamese).toMatchObject({ status: 0, stderr: "" });
    expect(vietnamese.stdout).toMatch(/Lưu ý/);
    expect(vietnamese.stdout).not.toMatch(/Findings|unchanged|applied/);
    const byVariable = await danhba(world, ["sync"], { env: { DANHBA_LANG: "vi" } });
    expect(byVariable.stdout).toContain("Không có gì phải làm");
    const byLocale = await danhba(world, ["sync"], { env: { LANG: "vi_VN.UTF-8" }, isOwnProcess: true });
    expect(byLocale.stdout).toContain("Không có gì phải làm");
    const english = await danhba(world, ["sync"]);
    expect(english.stdout).toContain("Nothing to do");
    const wrong = { env: { LDAP_BIND_PASSWORD: "sai" }, isOwnProcess: true };
    const fault = await danhba(world, ["--lang", "vi", "sync"], wrong);
    expectFault(fault, "LDAP_AUTH", 16, "từ chối đăng nhập");
    const json = (await danhba(world, ["sync", "--json", "--lang", "vi"])).json();
    expect(json).toMatchObject({ state: "done", findings: [{ code: "BAD_VALUE" }] });
    expect(json.findings[0]?.message).toMatch(/[àáảãạăâđêôơư]/);
    await setPerson(world, "P08", "phone", "0299 000 0008");
  });
});
