/** Standing orders, notices, terms in working days, and a service that wakes by itself when something is due. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { danhba, expectFault, mustSync, startDaemon } from "../support/danhba.ts";
import { waitFor } from "../support/wait-for.ts";
import { freshWorld, REALM, type World } from "../support/world.ts";
import { dnOf, mustSee, personDn, seeAll, seePerson } from "./directory-view.ts";
import { expectSoundLog } from "./memory-view.ts";
import { deliver, loadSmallProvince, PEOPLE, POSTS, setPerson, setStatus } from "./small-province.ts";

const BY = ["--operator", "Nguyễn Văn A", "--reason", "đúng theo hồ sơ", "--document", "45/QĐ-STTTT"];

interface OrderDocument {
  readonly id: number;
  readonly kind: string;
  readonly owner: string;
  readonly endedBy: string | null;
}
interface NoticeDocument {
  readonly id: number;
  readonly owner: string;
  readonly reason: string;
  readonly message: string;
}
interface Status {
  readonly pending: number;
  readonly overdue: readonly {
    readonly owner: string;
    readonly dueOn: string;
    readonly workingDaysLate: number;
  }[];
  readonly due: { readonly next: string | null; readonly count: number };
}

async function document<Document>(world: World, ...args: string[]): Promise<Document> {
  const outcome = await danhba(world, [...args, "--json"]);
  expect(outcome, args.join(" ")).toMatchObject({ status: 0, stderr: "" });
  return outcome.json<Document>();
}
const give = async (world: World, ...args: string[]): Promise<OrderDocument> =>
  (await document<{ order: OrderDocument }>(world, "orders", "give", ...args, ...BY)).order;
const lastRecord = async (world: World, owner: string): Promise<Record<string, unknown> | undefined> => {
  const { records } = await document<{ records: readonly Record<string, unknown>[] }>(
    world,
    "log",
    "--owner",
    owner,
  );
  return records.at(-1);
};

describe("orders", () => {
  let world: World;
  beforeAll(async () => {
    world = await freshWorld();
    await loadSmallProvince(world);
    await mustSync(world);
  });
  afterAll(() => world.stop());

  it("give one mailbox another size, under the order's document, until they are ended", async () => {
    const { danhbaMailQuota: usual } = await mustSee(world, "P02");
    const { id } = await give(world, "quota", "P02", "--bytes", "1073741824");
    await mustSync(world);
    expect((await mustSee(world, "P02")).danhbaMailQuota).toEqual(["1073741824"]);
    expect(await lastRecord(world, "person:P02")).toMatchObject({
      reason: "QUOTA_CHANGED",
      decisionNo: "45/QĐ-STTTT",
    });
    expect((await document<{ orders: OrderDocument[] }>(world, "orders")).orders).toMatchObject([
      { id, kind: "quota", owner: "person:P02" },
    ]);

    await document(world, "orders", "end", String(id), "--operator", "Trần Thị B");
    await mustSync(world);
    expect((await mustSee(world, "P02")).danhbaMailQuota).toEqual(usual);
    expect((await document<{ orders: OrderDocument[] }>(world, "orders")).orders).toEqual([]);
    expect((await document<{ orders: OrderDocument[] }>(world, "orders", "--all")).orders).toMatchObject([
      { id, endedBy: "Trần Thị B" },
    ]);
  });

  it("let a person work in an agency's mailbox beside its head", async () => {
    await give(world, "delegate", "sonv@soctrang.gov.vn", "--person", "P02");
    await mustSync(world);
    const mailbox = [...(await seeAll(world)).values()].find((seen) => seen.uid?.[0] === "sonv");
    const people = await Promise.all(["P01", "P02"].map((id) => mustSee(world, id)));
    expect(mailbox?.roleOccupant?.toSorted()).toEqual(people.map(dnOf).toSorted());
  });

  it("delete an account for good only once it is revoked, in the name of the operator, and never its address", async () => {
    expectFault(await danhba(world, ["orders", "give", "purge", "P05", ...BY]), "USAGE", 1, /P05.*active/);
    await setStatus(world, ["P05"], "resigned");
    await mustSync(world);
    await give(world, "purge", "P05");
    expect((await mustSync(world)).held).toEqual([]);
    expect(await seePerson(world, "P05")).toBeNull();
    expect(await lastRecord(world, "person:P05")).toMatchObject({
      kind: "delete",
      actor: { kind: "operator", name: "Nguyễn Văn A", reason: "đúng theo hồ sơ", at: expect.any(String) },
      reason: "PURGE_ORDERED",
      decisionNo: "45/QĐ-STTTT",
    });
    const roles = await world.query("SELECT DISTINCT role FROM danhba.address WHERE owner = 'person:P05'");
    expect(roles).toEqual([{ role: "tombstone" }]);
    await expectSoundLog(world);
  });

  it.each([
    [["quota", "P01"], /--bytes.*quota/],
    [["quota", "P01", "--bytes", "-5"], /--bytes -5/],
    [["hold", "P99"], /P99/],
    [["banish", "P01"], /KIND banish.*purge, hold, reopen, quota, delegate/],
    [["delegate", "agency:SNV", "--person", "P99"], /--person P99/],
  ])("are refused where they make no sense: %j", async (args, what) => {
    expectFault(await danhba(world, ["orders", "give", ...args, ...BY]), "USAGE", 1, what);
  });

  it("are told in a table, in the reader's language", async () => {
    const [vi, en] = await Promise.all(["vi", "en"].map((lang) => danhba(world, ["orders", "--lang", lang])));
    expect(vi?.stdout).toContain("ủy quyền");
    expect(en?.stdout).toMatch(/delegate\s+agency:SNV\s+P02/);
    expectFault(await danhba(world, ["orders", "end", "99", "--operator", "B"]), "USAGE", 1, /ID 99/);
  });
});

describe("what has to be done in time", () => {
  let world: World;
  beforeAll(async () => {
    world = await freshWorld();
    const outcome = await deliver(world, {
      "units.csv": "code,name,kind\nSNV,Sở Nội vụ,department\n",
      "people.csv": `${PEOPLE.split("\n").slice(0, 3).join("\n")}\nP13,Nguyễn Thị Lan B,,cong_chuc,2020-01-13,13/QĐ\n`,
      "appointments.csv": `${POSTS.split("\n").slice(0, 3).join("\n")}\nV13,P13,SNV,,0,primary,2020-01-01,13/QĐ\n`,
    });
    expect(outcome.status, outcome.stderr).toBe(0);
    await world.query("UPDATE hr.delivery SET loaded_at = '2026-08-28T03:00:00Z'");
    await mustSync(world);
  });
  afterAll(() => world.stop());

  it("is overdue after the regulation's working days, in status and in runs, in text too", async () => {
    const status = await document<Status>(world, "status");
    expect(status.pending).toBe(1);
    expect(status.overdue).toEqual([
      {
        owner: "person:P13",
        request: "create_or_change",
        since: "2026-08-28T03:00:00.000Z",
        // 31/8 to 2/9 are days off.
        dueOn: "2026-09-07",
        clause: "Đ.4.3",
        waitsFor: "NAMESAKE_MARK",
        workingDaysLate: expect.any(Number),
      },
    ]);
    expect(status.overdue[0]?.workingDaysLate).toBeGreaterThan(0);
    expect((await document<Status>(world, "runs")).overdue).toEqual(status.overdue);
    const text = await danhba(world, ["status", "--lang", "vi"]);
    expect(text.stdout).toMatch(/Quá hạn \(1\):[\s\S]*person:P13.*07\/09\/2026/);
    expect((await danhba(world, ["runs", "--lang", "en"])).stdout).toMatch(/Overdue \(1\):[\s\S]*person:P13/);
  });

  it("is overdue no more once it is done", async () => {
    await setPerson(world, "P13", "full_name", "Nguyễn Thị Lan");
    await mustSync(world);
    expect(await document<Status>(world, "status")).toMatchObject({ pending: 0, overdue: [] });
  });
});

describe("a clock that was set back", () => {
  let world: World;
  beforeAll(async () => {
    world = await freshWorld();
    await loadSmallProvince(world);
    await mustSync(world);
    await world.query("UPDATE danhba.run SET started_at = started_at + interval '3 days'");
  });
  afterAll(() => world.stop());

  it("does nothing twice and says what to do, and is believed when the operator says that it is right", async () => {
    const before = await world.query<{ started_at: Date }>(
      "SELECT max(started_at) AS started_at FROM danhba.run",
    );
    const behind = await mustSync(world);
    expect(behind).toMatchObject({ state: "done", applied: 0 });
    expect(behind.findings).toContainEqual(
      expect.objectContaining({ code: "CLOCK_BEHIND", message: expect.stringContaining("--accept-clock") }),
    );
    expect(await world.query("SELECT max(started_at) AS started_at FROM danhba.run")).toEqual(before);
    const plan = await document<{ findings: readonly { code: string }[] }>(world, "plan");
    expect(plan.findings.map(({ code }) => code)).toContain("CLOCK_BEHIND");

    const accepted = await document<{ findings: readonly { code: string }[] }>(
      world,
      "sync",
      "--accept-clock",
    );
    expect(accepted.findings.map(({ code }) => code)).not.toContain("CLOCK_BEHIND");
    expect((await mustSync(world)).findings.map(({ code }) => code)).not.toContain("CLOCK_BEHIND");
    const [newest] = await world.query(
      "SELECT started_at < now() AS past FROM danhba.run ORDER BY id DESC LIMIT 1",
    );
    expect(newest).toEqual({ past: true });
  });
});

describe("the service", () => {
  let world: World;
  beforeAll(async () => {
    world = await freshWorld();
    await loadSmallProvince(world);
    await mustSync(world);
    await setPerson(world, "P08", "requested_local_part", "vnmai");
    await mustSync(world);
  });
  afterAll(() => world.stop());

  it("has somebody to be told of the new address, until that is done", async () => {
    const { notices } = await document<{ notices: NoticeDocument[] }>(world, "notices");
    expect(notices).toMatchObject([{ owner: "person:P08", reason: "ADDRESS_CHANGED" }]);
    expect(notices[0]?.message).toContain("vnmai");
    const id = String(notices[0]?.id);
    expect((await danhba(world, ["notices", "--lang", "vi"])).stdout).toMatch(/Hộp thư có tên mới "vnmai"/);
    await document(world, "notices", "close", id, "--operator", "Nguyễn Văn A");
    expect((await document<{ notices: NoticeDocument[] }>(world, "notices")).notices).toEqual([]);
    expect((await document<{ notices: NoticeDocument[] }>(world, "notices", "--all")).notices).toHaveLength(
      1,
    );
    expectFault(
      await danhba(world, ["notices", "close", id, "--operator", "B"]),
      "USAGE",
      1,
      new RegExp(`ID ${id}`),
    );
  });

  it("wakes by itself at the instant at which something is due, without a word from outside", async () => {
    expect((await mustSee(world, "P08")).mailLocalAddress).toEqual(["vtmai@soctrang.gov.vn"]);
    const daemon = await startDaemon(world);
    const { due } = await document<Status>(world, "status");
    expect(due.count).toBeGreaterThan(0);

    // The alias is to end in a moment: the run that this notification asks for finds that out and sets the alarm.
    await world.query(
      "UPDATE danhba.address SET alias_until = now() + interval '3 seconds' WHERE role = 'alias'",
    );
    await world.query(
      "INSERT INTO danhba.touch (realm, owner) SELECT realm, owner FROM danhba.address WHERE role = 'alias'",
    );
    await world.query("SELECT pg_notify('danhba', $1)", [REALM]);
    await waitFor("the run that was due", () => daemon.runs().some(({ trigger }) => trigger === "due"));
    const run = daemon.runs().find(({ trigger }) => trigger === "due");
    expect(run).toMatchObject({ state: "done", applied: 1 });
    expect((await mustSee(world, "P08")).mailLocalAddress).toBeUndefined();
    expect(await world.query("SELECT role FROM danhba.address WHERE local_part = 'vtmai'")).toEqual([
      { role: "tombstone" },
    ]);
    expect(await lastRecord(world, "person:P08")).toMatchObject({ reason: "ALIAS_ENDED" });

    const before = daemon.runs().length;
    await give(world, "quota", "P08", "--bytes", "1073741824");
    await waitFor(
      "the order",
      async () => (await mustSee(world, "P08")).danhbaMailQuota?.[0] === "1073741824",
    );
    await waitFor("the end of its run", () => daemon.runs().length > before);
    expect(daemon.runs().length).toBe(before + 1);
    expect((await daemon.stop()).status).toBe(0);
  });

  it("leaves the address of somebody else's mailbox alone", async () => {
    expect(dnOf(await mustSee(world, "P08"))).toBe(personDn(world, "vnmai"));
    await expectSoundLog(world);
  });
});
