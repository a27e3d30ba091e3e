/** Decisions: what runs ask, what operators answer, and that the answer lasts. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { danhba, expectFault, mustSync } from "../support/danhba.ts";
import { freshWorld, REALM, type World } from "../support/world.ts";
import { mustSee, personDn } from "./directory-view.ts";
import { deliver, PEOPLE, POSTS, UNITS } from "./small-province.ts";

interface DecisionDocument {
  readonly id: number;
  readonly code: string;
  readonly owner: string;
  readonly message: string;
  readonly proposals: readonly string[];
  readonly state: string;
  readonly answer: { readonly localPart: string | null; readonly operator: string } | null;
}

const ANSWER = ["--operator", "Nguyễn Văn A", "--reason", "đúng theo hồ sơ", "--document", "45/QĐ-TTCNTT"];

let world: World;
const waiting = async (...args: string[]): Promise<readonly DecisionDocument[]> => {
  const outcome = await danhba(world, ["decisions", "--json", ...args]);
  expect(outcome.status, outcome.stderr).toBe(0);
  return outcome.json<{ decisions: readonly DecisionDocument[] }>().decisions;
};
const about = (decisions: readonly DecisionDocument[], owner: string): DecisionDocument => {
  const found = decisions.find((decision) => decision.owner === owner);
  if (found === undefined) throw new Error(`nothing waits about ${owner}`);
  return found;
};
const localPartsOf = async (owner: string): Promise<unknown[]> => {
  const rows = await world.query(
    `SELECT local_part, role FROM danhba.address WHERE owner = '${owner}' AND role = 'primary'`,
  );
  return rows.map((row) => (row as { local_part: string }).local_part);
};

beforeAll(async () => {
  world = await freshWorld();
  const outcome = await deliver(world, {
    "units.csv": `${UNITS}HCT,huyện Châu Thành,district,,\nHCT-1,xã Phú Tâm,commune,HCT,\nHCT-2,xã Phú Tân,commune,HCT,\n`,
    "people.csv": `${PEOPLE}P13,Nguyễn Thị Lan B,,cong_chuc,2020-01-13,13/QĐ-SNV\n`,
    "appointments.csv": `${POSTS}V13,P13,SNV,Chuyên viên,0,primary,2020-01-01,13/QĐ-SNV\n`,
  });
  expect(outcome.status, outcome.stderr).toBe(0);
});
afterAll(() => world.stop());

describe("what the rules cannot settle", () => {
  it("waits for a person with proposals, both units of one name and the marked namesake", async () => {
    const result = await mustSync(world);
    expect(result.decisions).toBe(3);
    const decisions = await waiting();
    expect(decisions.map(({ owner, code }) => `${owner} ${code}`).toSorted()).toEqual([
      "agency:HCT-1 UNIT_COLLISION",
      "agency:HCT-2 UNIT_COLLISION",
      "person:P13 NAMESAKE_MARK",
    ]);
    expect(about(decisions, "person:P13").proposals.length).toBeGreaterThan(0);
    expect(about(decisions, "agency:HCT-1").proposals).toEqual(["xaphutam.huyenct", "phutam.huyenct"]);
    expect(about(decisions, "agency:HCT-2").proposals).toEqual(["xaphutan.huyenct", "phutan.huyenct"]);
    expect(await localPartsOf("person:P13")).toEqual([]);
    expect(await localPartsOf("agency:HCT-1")).toEqual([]);
  });

  it("is asked once, however often it is found", async () => {
    await mustSync(world);
    expect(await waiting()).toHaveLength(3);
    const rows = await world.query("SELECT count(*)::int AS n FROM danhba.decision");
    expect(rows).toEqual([{ n: 3 }]);
  });

  it("takes no answer that cannot be, and says why", async () => {
    const { id } = about(await waiting(), "person:P13");
    const resolve = (...args: string[]) => danhba(world, ["decisions", "resolve", ...args, ...ANSWER]);
    expectFault(await resolve("999", "--local-part", "lan"), "USAGE", 1, "is not a decision that waits");
    expectFault(await resolve(`${id}`, "--local-part", "Lan B"), "USAGE", 1, "lower-case letters");
    expectFault(await resolve(`${id}`, "--local-part", "tvan"), "USAGE", 1, "belongs to person:P01");
    expectFault(await resolve(`${id}`, "--keep"), "USAGE", 1, "no address to keep");
    expectFault(await resolve(`${id}`), "USAGE", 1, "either --local-part or --keep");
    expect(await waiting()).toHaveLength(3);
  });

  it("is carried out by the next run under its document, and the question is gone", async () => {
    const decisions = await waiting();
    const person = about(decisions, "person:P13");
    const unit = about(decisions, "agency:HCT-1");
    for (const [id, localPart] of [
      [person.id, "ntlan.sonv"],
      [unit.id, "xaphutam.huyenct"],
    ] as const) {
      const outcome = await danhba(world, [
        "decisions",
        "resolve",
        `${id}`,
        "--local-part",
        localPart,
        ...ANSWER,
      ]);
      expect(outcome.status, outcome.stderr).toBe(0);
    }
    const result = await mustSync(world);
    expect(result.counts.create).toBeGreaterThanOrEqual(2);
    expect(await localPartsOf("person:P13")).toEqual(["ntlan.sonv"]);
    expect(await localPartsOf("agency:HCT-1")).toEqual(["xaphutam.huyenct"]);
    const log = await world.query(
      "SELECT record ->> 'decisionNo' AS no FROM danhba.change_log WHERE owner IN ('person:P13', 'agency:HCT-1')",
    );
    expect(log).toEqual([{ no: "45/QĐ-TTCNTT" }, { no: "45/QĐ-TTCNTT" }]);
    expect(result.findings.filter(({ owner }) => owner === "person:P13")).toEqual([]);
    const answered = about(await waiting("--all"), "person:P13");
    expect(answered).toMatchObject({
      state: "resolved",
      answer: { localPart: "ntlan.sonv", operator: "Nguyễn Văn A" },
    });
  });

  it("stays answered through further full runs", async () => {
    expect((await mustSync(world)).counts).toMatchObject({ create: 0, rename: 0, modify: 0 });
    await world.feed(`UPDATE hr.person SET phone = '0299 000 0099' WHERE realm = '${REALM}' AND id = 'P13'`);
    const result = await mustSync(world);
    expect(result.counts).toMatchObject({ modify: 1 });
    expect(await localPartsOf("person:P13")).toEqual(["ntlan.sonv"]);
    expect((await waiting()).filter(({ owner }) => owner === "person:P13")).toEqual([]);
    expect((await mustSee(world, "P13")).dn).toEqual([personDn(world, "ntlan.sonv")]);
  });

  it("never loses an answer: the table refuses to change or delete one", async () => {
    await expect(
      world.query("UPDATE danhba.decision SET reason = 'x' WHERE state = 'resolved'"),
    ).rejects.toThrow(/refused/);
    await expect(world.query("DELETE FROM danhba.decision")).rejects.toThrow(/refused/);
  });
});

describe("a leader who comes after somebody whose address is plain", () => {
  it("gets the next form, and a person is asked whether that is right", async () => {
    const leader = await deliver(world, {
      "people.csv": "id,full_name,registered_at\nP20,Nguyễn Tấn Bình,2021-01-01\n",
      "appointments.csv":
        "id,person_id,unit_code,title,leader_rank,kind,effective_from\nV20,P20,SNV,Giám đốc,1,primary,2021-01-01\n",
    });
    expect(leader.status, leader.stderr).toBe(0);
    await world.feed("UPDATE hr.appointment SET leader_rank = 0 WHERE person_id = 'P03'");
    await mustSync(world);
    expect(await localPartsOf("person:P03")).toEqual(["ntbinh"]);
    expect(await localPartsOf("person:P20")).toEqual(["ntbinh.sonv"]);
    const conflict = about(await waiting(), "person:P20");
    expect(conflict.code).toBe("PRIORITY_CONFLICT");

    await mustSync(world);
    expect(about(await waiting(), "person:P20").id).toBe(conflict.id);
    const kept = await danhba(world, ["decisions", "resolve", `${conflict.id}`, "--keep", ...ANSWER]);
    expect(kept.status, kept.stderr).toBe(0);
    await mustSync(world);
    expect(await localPartsOf("person:P20")).toEqual(["ntbinh.sonv"]);
    expect((await waiting()).filter(({ owner }) => owner === "person:P20")).toEqual([]);
  });
});
