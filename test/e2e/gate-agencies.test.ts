/** What the gate that ships holds of one agency, of one group, of a sweep, and lets the others go on. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { HeldItem } from "../../src/gate/judge-plan.ts";
import { instantOf } from "../../src/ports/clock.ts";
import type { SyncResult } from "../../src/reconcile/sync.ts";
import { freshRealm, type RealRealm } from "../support/real-realm.ts";
import { moved, newcomer, person, type Rows, status, unit } from "./events/rows.ts";
import { look } from "./events/view.ts";

const GIVEN = ["An", "Bình", "Cường", "Dũng", "Giang", "Hà", "Hải", "Khánh", "Lan", "Minh"];
const FAMILY = ["Nguyễn Văn", "Trần Thị", "Lê Hữu", "Phạm Ngọc", "Võ Thanh", "Đặng Kim"];
const nameOf = (n: number) => `${FAMILY[Math.floor(n / 10)]} ${GIVEN[n % 10]}`;
/** Twenty people in a division of A, forty in B. */
const A = Array.from({ length: 20 }, (_, n) => `P${n}`);
const B = Array.from({ length: 40 }, (_, n) => `P${n + 20}`);
const hired = (id: string, unitCode: string): Rows =>
  newcomer("soctrang", {
    id,
    name: nameOf(Number(id.slice(1))),
    request: "",
    unit: unitCode,
    decision: "1/QĐ",
  });
const setAll = (ids: readonly string[], word: string, decision: string) =>
  ids.map((id) => status(id, word, decision));

describe("with the limits that ship", () => {
  let realm: RealRealm;
  const stateOf = async (id: string) => (await look(realm)).entryOf(id)?.danhbaStatus?.[0];
  const heldOf = (run: SyncResult): Promise<readonly HeldItem[]> =>
    realm.services.journal.heldItems(realm.id, run.runId);
  const say = (run: SyncResult, verdict: "approved" | "rejected") =>
    realm.services.journal.rule(
      realm.id,
      run.runId,
      { verdict, operator: "Trần Thị Quản", reason: "công văn 12/SNV" },
      instantOf(realm.clock),
    );

  beforeAll(async () => {
    realm = await freshRealm("soctrang", { gate: {} });
    await realm.deliver([
      unit("A", { name: "Sở Nội vụ", kind: "department" }),
      unit("A1", { name: "Phòng Tổ chức", kind: "division", parent_code: "A" }),
      unit("A2", { name: "Phòng Hành chính", kind: "division", parent_code: "A" }),
      unit("B", { name: "Sở Thông tin và Truyền thông", kind: "department" }),
      ...A.flatMap((id) => hired(id, "A1")),
      ...B.flatMap((id) => hired(id, "B")),
    ]);
    expect(await realm.run()).toMatchObject({ state: "done", held: [], failed: [] });
  });
  afterAll(() => realm.stop());

  it("an agency of 20 that loses 15 is held by itself; the others go on, in every kind", async () => {
    await realm.deliver([
      ...setAll(A.slice(0, 15), "retired", "2/QĐ"),
      ...setAll(B.slice(0, 2), "dismissed", "3/QĐ"),
      person("P19", { phone: "0299 111 222" }),
    ]);
    const run = await realm.run();
    expect(run).toMatchObject({
      state: "held",
      applied: 3,
      held: [
        {
          kind: "disable",
          rule: "agency.percent",
          count: 15,
          params: { agency: "A", sort: "person", count: 15, total: 20, percent: 75, limit: 50 },
        },
      ],
    });
    expect((await heldOf(run)).map(({ item }) => item.owner).toSorted()).toEqual(
      A.slice(0, 15)
        .map((id) => `person:${id}`)
        .toSorted(),
    );
    expect(await Promise.all(["P0", "P20", "P21"].map(stateOf))).toEqual(["active", "disabled", "disabled"]);

    // One more: what was shown is not what would be done now.
    await realm.deliver(setAll(["P15"], "retired", "2/QĐ"));
    const later = await realm.run();
    expect(later).toMatchObject({ state: "held", applied: 0, held: [{ count: 16 }] });
    await expect(say(run, "approved")).rejects.toMatchObject({ code: "PLAN_STALE" });
    expect(await stateOf("P0")).toBe("active");

    await realm.deliver(setAll(A.slice(0, 16), "working", "4/QĐ"));
    expect(await realm.run()).toMatchObject({ state: "done", held: [], applied: 0 });
    await expect(say(later, "approved")).rejects.toMatchObject({ code: "PLAN_STALE" });
  });

  it("a group that loses most of its members keeps them, but for who is dismissed", async () => {
    await realm.deliver([
      ...A.slice(0, 13).map((id) => moved(id, "A2", "5/QĐ")),
      status("P13", "dismissed", "6/QĐ"),
      moved("P22", "A2", "7/QĐ"),
    ]);
    const run = await realm.run();
    const [first] = run.held;
    expect(run).toMatchObject({ state: "held", applied: 2 });
    expect(first).toMatchObject({
      rule: "shrink.percent",
      count: 13,
      params: { count: 13, total: 20, percent: 65 },
    });
    expect(String(first?.params.dn)).toMatch(/^cn=(unit|subtree)-A1,ou=groups,/);
    const now = await look(realm);
    expect(now.see(["P0", "P13", "P22"])).toEqual({
      P0: "active nvan in subtree-A subtree-A1 unit-A1",
      P13: expect.stringMatching(/^disabled \S+$/),
      P22: expect.stringMatching(/^active \S+ in subtree-A subtree-A2 unit-A2$/),
    });

    await say(run, "approved");
    expect(await realm.run()).toMatchObject({ state: "done", applied: 13, held: [] });
    expect((await look(realm)).see(["P0"])).toEqual({ P0: "active nvan in subtree-A subtree-A2 unit-A2" });
    const [record] = await realm.logOf("person:P0").then((records) => records.slice(-1));
    expect(record?.actor).toEqual({
      kind: "operator",
      name: "Trần Thị Quản",
      reason: "công văn 12/SNV",
      at: instantOf(realm.clock),
    });
  });

  it("a sweep of everybody who never signed in is held, and a dismissal on that day is not", async () => {
    realm.clock.passDays(200);
    await realm.deliver([status("P50", "dismissed", "8/QĐ")]);
    const run = await realm.run();
    const sweep = { kind: "disable", rule: "limit.percent" };
    expect(run).toMatchObject({
      state: "held",
      counts: { disable: 61 },
      held: [
        {
          ...sweep,
          count: 56,
          params: { kind: "inactivity", sort: "person", count: 56, total: 57, limit: 5 },
        },
        { ...sweep, count: 4, params: { kind: "inactivity", sort: "agency", count: 4, total: 4 } },
      ],
    });
    expect(await Promise.all(["P50", "P51", "P0"].map(stateOf))).toEqual(["disabled", "active", "active"]);
    const done = (await realm.logOfRun(run.runId)).map(({ owner, reason }) => `${owner} ${reason}`);
    expect(done.toSorted()).toEqual([
      "person:P13 ACCOUNT_RETAINED",
      "person:P20 ACCOUNT_RETAINED",
      "person:P21 ACCOUNT_RETAINED",
      "person:P50 PERSON_DISMISSED",
    ]);
  });
});
