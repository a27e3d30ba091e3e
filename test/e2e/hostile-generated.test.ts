import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Item } from "../../src/model/change.ts";
import type { Proof } from "../../src/model/proof.ts";
import { danhba, type SyncDocument, startDaemon } from "../support/danhba.ts";
import { hostileTexts } from "../support/hostile-text.ts";
import { type LdifRecord, readLdif } from "../support/read-ldif.ts";
import { freshWorld, REALM, type World } from "../support/world.ts";
import { type Seen, seeAll, seeContents } from "./directory-view.ts";
import { deliver, loadSmallProvince } from "./small-province.ts";

const COUNT = 500;
const SEED = 20_261_121;

const names = hostileTexts(COUNT, SEED);
const titles = hostileTexts(COUNT, SEED + 1);
const unitNames = hostileTexts(COUNT, SEED + 2);
/** Every other one comes in a file, the rest by SQL. */
const rows = names.map(({ text: name }, index) => ({
  id: `G${index}`,
  unit: `GU${index}`,
  name,
  title: titles[index]?.text ?? "",
  unitName: unitNames[index]?.text ?? "",
  isFile: index % 2 === 0,
}));

/** What stands in the directory for free text: NFC, controls, format characters and gaps as one space, cut at 512. */
const freeText = (raw: string): string =>
  [
    ...raw
      .normalize("NFC")
      .replaceAll(/[\p{C}\p{Z}]+/gu, " ")
      .trim(),
  ]
    .slice(0, 512)
    .join("")
    .trim();

/** What is left of a person's name that nothing is wrong with (domain.md §3.1). */
const cleanName = (raw: string): string =>
  raw
    .replaceAll(/[’‘´`]/gu, "'")
    .normalize("NFKC")
    .replaceAll(/\p{Cf}/gu, "")
    .replaceAll(/[\p{Cc}\p{Z}]+/gu, " ")
    .replaceAll(/^[\s,;:-]+|[\s,;:-]+$/gu, "")
    .normalize("NFC");

/** What no line for a person may hold. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
const csv = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const isOdd = (text: string): boolean => UNSEEN.test(text.replaceAll("\n", ""));

let world: World;
let untouched: Awaited<ReturnType<typeof seeContents>>;
let plan: SyncDocument & { readonly items: readonly Item[] };
let ldif: LdifRecord[];
let findings: SyncDocument["findings"];
let seen: Map<string, Seen>;
let records: readonly { readonly dn: string; readonly after: Record<string, readonly string[]> }[];

/** A run in which nothing waits any more: what the proof looked at is all there is. */
function expectSettled({ state, failed, held, proof }: ProvedSync): void {
  expect({ state, failed, held, differences: proof?.differences }).toEqual({
    state: "done",
    failed: [],
    held: [],
    differences: [],
  });
}

async function settled(): Promise<ProvedSync> {
  const run = (await danhba(world, ["sync", "--json"])).json<ProvedSync>();
  expectSettled(run);
  return run;
}

/** An operator's word on a held run, and what came of it. */
async function approve(run: number): Promise<ProvedSync> {
  const word = ["--operator", "Phạm Thị Duyệt", "--reason", "thử dữ liệu độc hại", "--json"];
  const outcome = await danhba(world, ["approve", String(run), ...word]);
  return outcome.json<{ readonly sync: ProvedSync }>().sync;
}

type ProvedSync = SyncDocument & { readonly proof: Proof | null };

beforeAll(async () => {
  world = await freshWorld();
  await loadSmallProvince(world);
  await settled();
  untouched = await seeContents(world);

  const inFile = rows.filter(({ isFile }) => isFile);
  const files = {
    "units.csv": [
      "code,name,kind",
      ...inFile.map(({ unit, unitName }) => `${unit},${csv(unitName)},department`),
    ],
    "people.csv": [
      "id,full_name,registered_at,decision_no",
      ...inFile.map(({ id, name }) => `${id},${csv(name)},2026-01-01,TD/${id}`),
    ],
    "posts.csv": [
      "id,person_id,unit_code,title",
      ...inFile.map(({ id, unit, title }) => `V${id},${id},${unit},${csv(title)}`),
    ],
  };
  const texts = Object.entries(files).map(([name, lines]) => [name, `${lines.join("\r\n")}\r\n`]);
  const delivered = await deliver(world, Object.fromEntries(texts));
  expect({ status: delivered.status, stderr: delivered.stderr }).toEqual({ status: 0, stderr: "" });
  await world.feed(
    `WITH g AS (SELECT * FROM jsonb_to_recordset($2::jsonb) AS r(id text, unit text, name text, title text, "unitName" text)),
          u AS (INSERT INTO hr.unit (realm, code, name, kind) SELECT $1, unit, "unitName", 'department' FROM g),
          p AS (INSERT INTO hr.person (realm, id, full_name, registered_at, decision_no)
                SELECT $1, id, name, '2026-01-01', 'TD/' || id FROM g)
     INSERT INTO hr.appointment (realm, id, person_id, unit_code, title) SELECT $1, 'V' || id, id, unit, title FROM g`,
    [REALM, JSON.stringify(rows.filter(({ isFile }) => !isFile))],
  );
  // So odd a feed is not acted upon, and then so many new entries wait for their number.
  const frozen = (await danhba(world, ["sync", "--json"])).json<ProvedSync>();
  expect(frozen.held.map(({ rule }) => rule)).toContain("feed.grown");
  const held = await approve(frozen.runId);
  plan = (await danhba(world, ["plan", "--json"])).json();
  ldif = readLdif((await danhba(world, ["plan", "--ldif"])).stdout);
  const run = await approve(held.runId);
  expectSettled(run);
  ({ findings } = run);
  seen = await seeAll(world);
});
afterAll(() => world.stop());

const entryOf = (attribute: string, value: string, branch: string): Seen | undefined =>
  [...seen].find(([dn, entry]) => dn.includes(`,ou=${branch},`) && entry[attribute]?.[0] === value)?.[1];
const told = (owner: string): string[] =>
  findings.filter((finding) => finding.owner === owner).map(({ code }) => code);

describe("500 generated names, titles and units", () => {
  it("end as a finding or as exactly the text without what cannot be seen", () => {
    const byPerson = Map.groupBy(seen.values(), ({ employeeNumber }) => employeeNumber?.[0]);
    const wrong = rows.flatMap(({ id, name, title }) => {
      const [entry, ...others] = byPerson.get(id) ?? [];
      const codes = told(`person:${id}`);
      if (entry === undefined) return codes.length > 0 ? [] : [`${id} ${JSON.stringify(name)}: nothing`];
      const isRight =
        others.length === 0 &&
        entry.displayName?.[0] === cleanName(name) &&
        entry.cn?.[0] === cleanName(name) &&
        (entry.title?.[0] ?? "") === freeText(title);
      return isRight ? [] : [`${id} ${JSON.stringify([name, title, entry.cn, entry.title])}`];
    });
    expect(wrong).toEqual([]);
    const named = rows.filter(({ id }) => byPerson.has(id)).length;
    // Both come about, or the test shows nothing.
    expect(named).toBeGreaterThan(COUNT / 20);
    expect(named).toBeLessThan((COUNT * 9) / 10);
  });

  it("make units with exactly their text, and mailboxes with proper addresses or a finding", () => {
    const wrong = rows.flatMap(({ unit, unitName }) => {
      const text = freeText(unitName) || unit;
      const entry = entryOf("danhbaUnit", unit, "units");
      const mailbox = entryOf("danhbaUnit", unit, "agencies");
      const codes = told(`agency:${unit}`).filter((code) => code !== "MAILBOX_WITHOUT_OWNER");
      const isRight =
        entry?.ou?.[0] === text &&
        (mailbox === undefined
          ? codes.length > 0
          : mailbox.cn?.[0] === text && /^[a-z0-9]+(\.[a-z0-9]+)*$/.test(mailbox.uid?.[0] ?? ""));
      return isRight ? [] : [`${unit} ${JSON.stringify([unitName, entry?.ou, mailbox?.cn, codes])}`];
    });
    expect(wrong).toEqual([]);
  });

  it("touch nobody else", async () => {
    const now = await seeContents(world);
    expect([...untouched].map(([dn]) => [dn, now.get(dn)])).toEqual(
      [...untouched].map(([dn, was]) => [dn, /^cn=(heads|class-)/.test(dn) ? now.get(dn) : was]),
    );
    expect(await world.query("SELECT FROM hr.person")).toHaveLength(12 + COUNT);
    expect((await settled()).applied).toBe(0);
  });

  it("break no plan: LDIF and JSON say the same, and what they say is what is written", () => {
    const planned = plan.items.flatMap(({ operations }) => operations);
    // A first load: the entries as they will be, members in their groups.
    const added = planned.filter(({ op }) => op === "add").map(({ dn }) => dn);
    expect(ldif.map(({ dn, changetype }) => `${changetype} ${dn}`)).toEqual(added.map((dn) => `add ${dn}`));
    const joined = planned.flatMap((operation) =>
      operation.op === "modify"
        ? operation.changes
            .filter(({ attribute }) => attribute === "member")
            .flatMap(({ values }) => values.map((value) => `${operation.dn} ${value}`))
        : [],
    );
    const folded = new Set(
      ldif.flatMap(({ dn, attributes }) => (attributes.member ?? []).map((value) => `${dn} ${value}`)),
    );
    expect(joined.length).toBeGreaterThan(100);
    expect(joined.filter((one) => !folded.has(one))).toEqual([]);
    const free = ["cn", "displayName", "sn", "givenName", "title", "o", "ou", "description"];
    const adds = ldif.filter(({ changetype }) => changetype === "add");
    const wrong = adds.flatMap(({ dn, attributes }, index) => {
      const operation = planned.filter(({ op }) => op === "add")[index];
      const json = operation?.op === "add" ? operation.attributes : {};
      const entry = seen.get(dn);
      return free
        .filter((name) => {
          const values = [attributes[name], json[name], entry?.[name]].map((list) => list?.toSorted() ?? []);
          return new Set(values.map((list) => JSON.stringify(list))).size > 1;
        })
        .map((name) => `${dn} ${name} ${JSON.stringify([attributes[name], json[name], entry?.[name]])}`);
    });
    expect(adds.length).toBeGreaterThan(COUNT);
    expect(wrong).toEqual([]);
  });

  it("break no log: each record is whole, the chain holds, and it says what was written", async () => {
    const { stdout } = await danhba(world, ["log", "--json", "--limit", "100000"]);
    expect(isOdd(stdout)).toBe(false);
    ({ records } = JSON.parse(stdout));
    const written = new Map(records.map(({ dn, after }) => [dn, after]));
    const wrong = ldif
      .filter(({ changetype }) => changetype === "add")
      .filter(({ dn, attributes }) => {
        const after = written.get(dn);
        return ["cn", "ou"].some((name) => attributes[name]?.[0] !== after?.[name]?.[0]);
      });
    expect(wrong.map(({ dn }) => dn)).toEqual([]);
    expect(await danhba(world, ["log", "verify"])).toMatchObject({ status: 0 });
  });

  it("break no line that a person reads", async () => {
    const odd = rows.filter(({ name }) => isOdd(name)).slice(0, 1);
    const verbs = [["plan"], ["runs"], ["decisions"], ["notices"], ...odd.map(({ id }) => ["explain", id])];
    let shown = "";
    for (const verb of verbs) {
      const { stdout, stderr } = await danhba(world, verb);
      shown = stdout;
      expect(stdout.length, verb.join(" ")).toBeGreaterThan(0);
      expect(isOdd(stdout + stderr), verb.join(" ")).toBe(false);
    }
    expect(shown.split("\n")[0]).toMatch(/^person:G\d+: .*\\u\{[0-9a-f]+\}/);
    const { stdout } = await danhba(world, ["log", "--limit", "100000"]);
    expect(stdout.trimEnd().split("\n")).toHaveLength(records.length + 1);
  });

  it("break no line of the service's log", async () => {
    const daemon = await startDaemon(world);
    await daemon.stop();
    expect(daemon.unreadable).toEqual([]);
    expect(daemon.runs()[0]).toMatchObject({ trigger: "start", proof: { unexplained: 0 } });
  });
});

describe("what no database can store", () => {
  it.each([
    ["NUL", Buffer.from('id,full_name\nN1,"Trần\0Văn"\n')],
    ["half a surrogate pair", Buffer.from('id,full_name\nN1,"Trần \xed\xa0\xbd Văn"\n', "latin1")],
  ])("is refused with its place, and nothing is loaded: %s", async (_what, bytes) => {
    const outcome = await deliver(world, { "people.csv": bytes });
    expect(outcome).toMatchObject({ status: 24, stderr: expect.stringMatching(/FEED_REJECTED.*1 problem/) });
    expect(outcome.json()).toMatchObject({ problems: [{ file: "people.csv", line: 2 }] });
    expect(isOdd(outcome.stderr)).toBe(false);
    expect(await world.query("SELECT FROM hr.person WHERE id = 'N1'")).toHaveLength(0);
  });
});
