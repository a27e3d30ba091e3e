import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSeededRandom } from "../../src/dev/sample/seeded-random.ts";
import { PROJECT_ROOT } from "../../src/dev/services/project-root.ts";
import { danhba, expectFault, mustSync, type SyncDocument } from "../support/danhba.ts";
import { asAdmin } from "../support/directory.ts";
import { freshWorld, type World } from "../support/world.ts";
import { seeAll, seeContents, seeVersions } from "./directory-view.ts";
import { seeLedger } from "./memory-view.ts";
import { deliver, loadSampleProvince } from "./small-province.ts";

const SAMPLE = join(PROJECT_ROOT, "config/samples/soctrang");

let world: World;
let first: SyncDocument;
/** Everything is created, but for the policy that the base tree holds: that one is taken over. */
let all: number;

beforeAll(async () => {
  world = await freshWorld();
  await loadSampleProvince(world);
  first = await mustSync(world);
  all = (first.counts.create ?? 0) + 1;
});
afterAll(() => world.stop());

const headOf = (of: World) => of.query("SELECT * FROM danhba.chain_head");

/** The plan's own digest covers which entry of this very directory it saw. */
const itemDigests = (of: World) => of.query("SELECT owner, digest FROM danhba.run_item ORDER BY owner");

/** The rows of a sample file in another order, below the same headings. */
async function shuffled(name: string, seed: number): Promise<string> {
  const [head = "", ...rows] = (await readFile(join(SAMPLE, name), "utf8")).trimEnd().split("\n");
  return [head, ...createSeededRandom(seed).shuffle(rows), ""].join("\n");
}

describe("a province of 2,000 people", () => {
  it("gets an account for everybody and a mailbox for every unit that has a name", async () => {
    expect(first).toMatchObject({ state: "done", held: [], failed: [], applied: all });
    const owners = await world.query<{ kind: string; count: number }>(
      "SELECT split_part(owner, ':', 1) AS kind, count(*)::int AS count FROM danhba.address GROUP BY 1 ORDER BY 1",
    );
    const [staff] = await world.query<{ count: number }>(
      "SELECT count(*)::int AS count FROM hr.person WHERE status IN ('working', 'duty_suspended', 'long_leave')",
    );
    expect(staff?.count).toBeGreaterThan(1_900);
    expect(owners).toContainEqual({ kind: "person", count: staff?.count });
    const [units] = await world.query<{ count: number }>("SELECT count(*)::int AS count FROM hr.unit");
    const nameless = first.findings.filter(
      ({ owner, code }) => owner.startsWith("agency:") && code !== "MAILBOX_WITHOUT_OWNER",
    );
    expect(owners).toContainEqual({ kind: "agency", count: (units?.count ?? 0) - nameless.length });
  });

  it("has no address twice, be it of a person or of an agency, main or alias", async () => {
    const everything = [...(await seeAll(world)).values()];
    const addresses = everything.flatMap(({ mail, mailLocalAddress }) => [
      ...(mail ?? []),
      ...(mailLocalAddress ?? []),
    ]);
    expect(addresses.length).toBeGreaterThan(2_300);
    expect(new Set(addresses.map((address) => address.toLowerCase())).size).toBe(addresses.length);
    const ids = everything.flatMap(({ danhbaId }) => danhbaId ?? []);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("comes out the same on another database and directory, whatever the order of the rows", async () => {
    const other = await freshWorld();
    try {
      const files = {
        "c.csv": await shuffled("units.csv", 1),
        "b.csv": await shuffled("people.csv", 2),
        "a.csv": await shuffled("appointments.csv", 3),
      };
      expect(await deliver(other, files, "full")).toMatchObject({ status: 0 });
      const sync = await mustSync(other);
      expect(await itemDigests(other)).toEqual(await itemDigests(world));
      expect(sync.counts).toEqual(first.counts);
      expect(await seeLedger(other)).toEqual(await seeLedger(world));
      expect(await seeContents(other)).toEqual(await seeContents(world));
    } finally {
      await other.stop();
    }
  });

  it("is left alone by a second run, in the directory and in the log", async () => {
    const contextCsn = () =>
      asAdmin(world.directory, async (client) => {
        const attributes = ["contextCSN", "entryCSN"];
        const [root, account] = [world.directory.suffix, world.directory.bindDn];
        const { searchEntries } = await client.search(root, { scope: "sub", attributes });
        const csn = (dn: string, name: string) => String(searchEntries.find((e) => e.dn === dn)?.[name]);
        return { context: csn(root, "contextCSN"), account: csn(account, "entryCSN") };
      });
    const before = { versions: await seeVersions(world), head: await headOf(world), csn: await contextCsn() };
    const again = await mustSync(world);
    expect(again).toMatchObject({ state: "done", applied: 0, held: [], failed: [] });
    const { unchanged, ...changed } = again.counts;
    expect(Object.values(changed)).toEqual(Object.values(changed).map(() => 0));
    expect(unchanged).toBe(all);
    expect(await seeVersions(world)).toEqual(before.versions);
    expect(await headOf(world)).toEqual(before.head);
    // Only a sign-in that the server notes, danhba's own, may have moved it.
    const after = await contextCsn();
    expect([before.csn.context, after.account]).toContain(after.context);
  });
});

describe("the change log", () => {
  const verify = () => danhba(world, ["log", "verify"]);

  beforeAll(async () => {
    await world.query("CREATE TABLE kept AS SELECT realm, seq, record, hash FROM danhba.change_log");
  });

  it("is whole, with one record for each entry that was created", async () => {
    const outcome = await danhba(world, ["log", "verify", "--json"]);
    expect(outcome).toMatchObject({ status: 0, stderr: "" });
    expect(outcome.json()).toMatchObject({ records: all, broken: null });
    const others = await world.query(
      "SELECT owner FROM danhba.change_log GROUP BY owner HAVING count(*) <> 1 OR min(record ->> 'kind') <> 'create'",
    );
    expect(others).toEqual([{ owner: "policy:default" }]);
  });

  it.each([
    ["a byte of a value", 2_000, `SET record = jsonb_set(record, '{after,mail,0}', '"x@soctrang.gov.vn"')`],
    ["a byte of the clause", 2, `SET record = jsonb_set(record, '{clause}', '"Đ.4.2"')`],
    ["the operator", 500, `SET record = jsonb_set(record, '{actor,name}', '"danhbb"')`],
    ["the time", 3, `SET record = jsonb_set(record, '{at}', '"2020-01-01T00:00:00.000Z"')`],
    ["the hash before it", 700, `SET record = jsonb_set(record, '{prev}', to_jsonb(repeat('0', 64)))`],
    [
      "the hash",
      1_500,
      "SET hash = translate(left(hash, 1), '0123456789abcdef', '123456789abcdef0') || substr(hash, 2)",
    ],
    ["the number", 1_200, "SET seq = 900000"],
    ["the realm", 900, "SET realm = 'elsewhere'"],
    ["an added member of the record", 10, `SET record = record || '{"note": ""}'`],
    ["the first record", 1, `SET record = jsonb_set(record, '{run}', '2')`],
  ])("shows a change of %s", async (_what, seq, change) => {
    await tamper(`UPDATE danhba.change_log ${change} WHERE seq = ${seq}`, async () => {
      expectFault(await verify(), "LOG_BROKEN", 23, new RegExp(`broken at record ${seq} `));
    });
  });

  it("shows a record that was taken out, also the last one", async () => {
    const last = all;
    for (const seq of [1, 1_234, last]) {
      await tamper(`DELETE FROM danhba.change_log WHERE seq = ${seq}`, async () => {
        expectFault(await verify(), "LOG_BROKEN", 23, new RegExp(`broken at record ${seq} `));
      });
    }
    expect(await verify()).toMatchObject({ status: 0 });
  });

  it("refuses update, delete and truncate to the service, to the HR side and to the owner", async () => {
    const statements = [
      "UPDATE danhba.change_log SET hash = hash",
      "DELETE FROM danhba.change_log WHERE seq = 1",
      "TRUNCATE danhba.change_log",
    ];
    for (const statement of statements) {
      for (const role of ["danhba_service", "danhba_feed"]) {
        await expect(world.query(`SET ROLE ${role}`).then(() => world.query(statement))).rejects.toThrow(
          "permission denied",
        );
        await world.query("RESET ROLE");
      }
      await expect(world.query(statement)).rejects.toThrow(/keeps what is written/);
    }
    expect(
      await world.query("SELECT realm, seq, record, hash FROM danhba.change_log EXCEPT TABLE kept"),
    ).toEqual([]);
  });

  /** What only an administrator of the database can do; undone afterwards. */
  async function tamper(statement: string, look: () => Promise<void>): Promise<void> {
    const withoutTriggers = (inner: string) =>
      world.query(
        `ALTER TABLE danhba.change_log DISABLE TRIGGER USER; ${inner};
         ALTER TABLE danhba.change_log ENABLE TRIGGER USER`,
      );
    await withoutTriggers(statement);
    try {
      await look();
    } finally {
      await withoutTriggers("DELETE FROM danhba.change_log; INSERT INTO danhba.change_log TABLE kept");
    }
  }
});
