import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { danhba, expectFault, mustSync, type SyncDocument } from "../support/danhba.ts";
import { branchOf } from "../support/directory.ts";
import { freshWorld, type World } from "../support/world.ts";
import { canBind, dnOf, mustSee, seeAll, seeVersions, setPassword } from "./directory-view.ts";
import { deliver, loadSampleProvince, PEOPLE, POSTS, setStatus, UNITS } from "./small-province.ts";

const OPERATOR = "Nguyễn Thị Kiểm";
const ruling = (verb: "approve" | "reject", run: number | string) => [
  verb,
  String(run),
  "--operator",
  OPERATOR,
  "--reason",
  "Công văn 12/SNV",
  "--json",
];

const isLocked = (seen: Readonly<Record<string, readonly string[]>>) =>
  (seen.danhbaStatus?.[0] ?? "active") !== "active" || seen.pwdAccountLockedTime !== undefined;

/** HR ids of people with an entry who cannot sign in. */
const lockedIn = async (world: World): Promise<string[]> =>
  [...(await seeAll(world)).values()]
    .flatMap((seen) => (isLocked(seen) ? (seen.employeeNumber ?? []) : []))
    .toSorted();

/** HR id of somebody at work who does not retire. */
async function otherPerson(world: World): Promise<string> {
  const [row] = await world.query<{ id: string }>(
    "SELECT id FROM hr.person WHERE status = 'working' AND id LIKE 'ST%' ORDER BY md5(id) DESC LIMIT 1",
  );
  return row?.id ?? "";
}

/** Nearly every third person retires, somebody is hired, and somebody gets another name and telephone: at once. */
async function deliverMassRetirement(world: World): Promise<string[]> {
  const people = await world.query<{ id: string; full_name: string }>(
    `SELECT p.id, p.full_name FROM hr.person p JOIN danhba.address a ON a.owner = 'person:' || p.id
      WHERE p.status = 'working' ORDER BY md5(p.id) LIMIT 600`,
  );
  const other = await otherPerson(world);
  const outcome = await deliver(world, {
    "people.csv": [
      "id,full_name,status,decision_no",
      ...people.map(({ id, full_name }) => `${id},${full_name},retired,NH/${id}`),
      "X1,Ông Hữu Khoát,working,TD/1\n",
    ].join("\n"),
    "phones.csv": `id,full_name,phone\n${other},Phạm Văn Khác,0299 999 999\n`,
    "posts.csv": "id,person_id,unit_code\nX1,X1,SNV\n",
  });
  expect(outcome).toMatchObject({ status: 0 });
  return people.map(({ id }) => id);
}

describe("30 % of 2,000 people retired in one delivery", () => {
  let approving: World;
  let rejecting: World;
  const retired = new Map<World, string[]>();
  const lockedBefore = new Map<World, string[]>();
  const heldBy = new Map<World, SyncDocument>();

  beforeAll(async () => {
    [approving, rejecting] = [await freshWorld(), await freshWorld()];
    const load = async (world: World): Promise<void> => {
      await loadSampleProvince(world);
      await mustSync(world);
      lockedBefore.set(world, await lockedIn(world));
    };
    await Promise.all([load(approving), load(rejecting)]);
  });
  afterAll(async () => {
    await approving.stop();
    await rejecting.stop();
  });

  it.each([() => approving, () => rejecting])(
    "are held, and only what is harmless is done",
    async (which) => {
      const world = which();
      const before = await seeVersions(world);
      retired.set(world, await deliverMassRetirement(world));
      const outcome = await danhba(world, ["sync", "--json"]);
      expect(outcome).toMatchObject({ status: 3, stderr: "" });
      const sync = outcome.json();
      expect(sync).toMatchObject({
        state: "held",
        counts: { disable: 600, create: 1 },
        failed: [],
        held: [{ kind: "disable", rule: "limit.percent", count: 600 }],
      });
      expect(sync.held[0]?.message).toMatch(/^600 of 19\d\d people: disable \(30\.\d %, limit 5 %\)$/);
      heldBy.set(world, sync);

      expect(await lockedIn(world)).toEqual(lockedBefore.get(world));
      const hired = await mustSee(world, "X1");
      expect(hired.danhbaStatus).toEqual(["active"]);
      // Nothing else was written: not to those held, nor to their groups and mailboxes.
      const after = await seeVersions(world);
      const other = await mustSee(world, await otherPerson(world));
      const written = [...after].filter(([dn, csn]) => before.get(dn) !== csn).map(([dn]) => dn);
      const groups = ["unit-SNV", "subtree-SNV"].map(
        (name) => `cn=${name},${branchOf(world.directory, "groups")}`,
      );
      expect(written.toSorted()).toEqual([...groups, dnOf(hired), dnOf(other)].toSorted());
    },
  );

  it("are shown by runs with their numbers", async () => {
    const { runId, held } = heldBy.get(approving) as SyncDocument;
    const { runs } = (await danhba(approving, ["runs", "--json"])).json<{ runs: object[] }>();
    expect(runs[0]).toMatchObject({ runId, state: "held", held });
    const text = await danhba(approving, ["runs", "--lang", "vi"]);
    expect(text).toMatchObject({ status: 0 });
    expect(text.stdout).toContain("thu hồi 600");
  });

  it("are shown one by one before anybody approves them: who, what, why, and which rule holds them", async () => {
    const { runId } = heldBy.get(approving) as SyncDocument;
    const [somebody = ""] = retired.get(approving) ?? [];
    const shown = await danhba(approving, ["runs", "show", String(runId), "--json"]);
    expect(shown).toMatchObject({ status: 0, stderr: "" });
    const { items, ...run } = shown.json<{ items: Record<string, unknown>[] }>();
    expect(run).toMatchObject({ formatVersion: 1, runId, state: "held", counts: { disable: 600 } });
    expect(items).toHaveLength(600);
    expect(items.find(({ owner }) => owner === `person:${somebody}`)).toMatchObject({
      kind: "disable",
      rule: "limit.percent",
      message: expect.stringMatching(/^600 of 19\d\d people/),
      before: { danhbaStatus: ["active"] },
      after: { danhbaStatus: ["disabled"] },
      reason: { code: "PERSON_RETIRED", decisionNo: `NH/${somebody}` },
    });
    const text = (await danhba(approving, ["runs", "show", String(runId), "--lang", "vi"])).stdout;
    expect(text).toContain("thu hồi 600 trên");
    expect(text).toMatch(
      /thu hồi, nhóm +person:\S+ +uid=\S+ +.*danhbaStatus: active → disabled.*; -cn=unit-/,
    );
    expect(text).toContain("… 560 ");
    expect(text).toContain(`danhba approve ${runId} `);
    expectFault(await danhba(approving, ["runs", "show", "999"]), "USAGE", 1, "999");
  });

  it("lose their access once an operator approves, who then stands in the log", async () => {
    const { runId } = heldBy.get(approving) as SyncDocument;
    const [somebody = ""] = retired.get(approving) ?? [];
    const dn = dnOf(await mustSee(approving, somebody));
    await setPassword(approving, dn, "Mat-khau-1");
    expect(await canBind(approving, dn, "Mat-khau-1")).toBe(true);

    const outcome = await danhba(approving, ruling("approve", runId));
    expect(outcome).toMatchObject({ status: 0, stderr: "" });
    expect(outcome.json()).toMatchObject({ runId, verdict: "approved", items: 600, leftToService: false });
    expect(await canBind(approving, dn, "Mat-khau-1")).toBe(false);
    const expected = [...(lockedBefore.get(approving) ?? []), ...(retired.get(approving) ?? [])];
    expect(await lockedIn(approving)).toEqual(expected.toSorted());
    const actors = await approving.query<{ actor: object; count: number }>(
      `SELECT record -> 'actor' AS actor, count(*)::int AS count FROM danhba.change_log
        WHERE record ->> 'kind' = 'disable' GROUP BY 1`,
    );
    const at = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    const actor = { kind: "operator", name: OPERATOR, reason: "Công văn 12/SNV", at };
    expect(actors).toEqual([{ actor, count: 600 }]);
    const log = await danhba(approving, ["log", "--limit", "1", "--lang", "vi"]);
    expect(log.stdout).toMatch(/Nguyễn Thị Kiểm, \d\d\/\d\d\/\d{4} [\d:]+: Công văn 12\/SNV/);
    expect((await mustSync(approving)).applied).toBe(0);
    expect(await danhba(approving, ["log", "verify"])).toMatchObject({ status: 0 });
  });

  it("cannot be approved a second time; the run shows who did, why and when", async () => {
    const { runId } = heldBy.get(approving) as SyncDocument;
    const text = (await danhba(approving, ["runs", "show", String(runId), "--lang", "en"])).stdout;
    expect(text).toMatch(/^approved: Nguyễn Thị Kiểm, \d{4}-\d\d-\d\dT[\d:]+Z: Công văn 12\/SNV$/m);
    expectFault(await danhba(approving, ruling("approve", runId)), "PLAN_STALE", 22, `run ${runId} `);
  });

  it("keep their access when an operator rejects, on every later run", async () => {
    const { runId } = heldBy.get(rejecting) as SyncDocument;
    const before = await seeVersions(rejecting);
    const outcome = await danhba(rejecting, ruling("reject", runId));
    expect(outcome).toMatchObject({ status: 0, stderr: "" });
    expect(outcome.json()).toMatchObject({ runId, verdict: "rejected", items: 600, sync: null });
    for (let again = 0; again < 2; again += 1) {
      const next = await danhba(rejecting, ["sync", "--json"]);
      expect(next.status).toBe(3);
      expect(next.json()).toMatchObject({
        applied: 0,
        held: [{ kind: "disable", rule: "rejected", count: 600 }],
      });
      expect(next.json().held[0]?.message).toContain(OPERATOR);
    }
    expect(await seeVersions(rejecting)).toEqual(before);
    expectFault(await danhba(rejecting, ruling("approve", runId)), "PLAN_STALE", 22, `run ${runId} `);
  });

  it("are not touched by the approval of a run that there is not", async () => {
    for (const run of ["999", "0", "abc", "-1"]) {
      const args = ["approve", "--operator", "A", "--reason", "B", "--", run];
      expectFault(await danhba(rejecting, args), "USAGE", 1, run);
    }
    expect(await lockedIn(rejecting)).toEqual(lockedBefore.get(rejecting));
  });

  it("are no case for the gate any more once HR takes it back", async () => {
    await setStatus(rejecting, retired.get(rejecting) ?? [], "working");
    const { held, applied } = await mustSync(rejecting);
    expect({ held, applied }).toEqual({ held: [], applied: 0 });
  });
});

describe("a directory of ten people", () => {
  it("lets one retirement pass and holds four", async () => {
    const world = await freshWorld();
    try {
      const ten = (csv: string) => csv.replaceAll(/^.*(P11|P12).*\n/gm, "");
      const files = { "units.csv": UNITS, "people.csv": ten(PEOPLE), "posts.csv": ten(POSTS) };
      expect(await deliver(world, files)).toMatchObject({ status: 0 });
      await mustSync(world);
      await setStatus(world, ["P01"], "retired");
      expect(await mustSync(world)).toMatchObject({ counts: { disable: 1 }, applied: 1, held: [] });
      expect(await lockedIn(world)).toEqual(["P01"]);

      await setStatus(world, ["P02", "P04", "P05", "P08"], "retired");
      const outcome = await danhba(world, ["sync", "--json"]);
      expect(outcome.status).toBe(3);
      expect(outcome.json()).toMatchObject({ applied: 0, held: [{ kind: "disable", count: 4 }] });
      expect(await lockedIn(world)).toEqual(["P01"]);
    } finally {
      await world.stop();
    }
  });
});
