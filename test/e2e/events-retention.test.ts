/** After the end: retained, purged, back again; and addresses that nobody else ever gets. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Owner } from "../../src/model/owner.ts";
import { freshRealm, PROFILE_IDS, type RealRealm } from "../support/real-realm.ts";
import { expectRun, expectSights } from "./events/expect-run.ts";
import { hiredAtB, uidOf } from "./events/movers.ts";
import { person, status, unit } from "./events/rows.ts";
import { asIn, look } from "./events/view.ts";

const DUC = "Phạm Ngọc Đức";
const YEN = "Tô Thị Yến";

const CLAUSES = {
  travinh: { disable: "Đ.6.2", restore: "Đ.5.3", create: "Đ.6.2", rename: "Đ.5.3" },
  quangbinh: { disable: "Đ.7.1", restore: "Đ.4.1", create: "Đ.4.2", rename: "Đ.4.1" },
  binhthuan: { disable: "II.4", restore: "II.4", create: "II.4", rename: "II.4" },
  quangtri: { disable: "Đ.9", restore: "Đ.9", create: "Đ.9", rename: "Đ.9" },
  soctrang: { disable: "Đ.4.5", restore: "Đ.4.4", create: "Đ.4.1", rename: "Đ.4.1" },
} as const;

/** What a namesake at the same agency gets instead: the next form, or a person decides. */
const NAMESAKE = {
  travinh: { uid: "pnduc.stttt", finding: null },
  quangbinh: { uid: "ducpn1.stttt", finding: null },
  binhthuan: { uid: null, finding: "NEEDS_EXTENSION" },
  quangtri: { uid: null, finding: "LOCAL_PART_TAKEN" },
  soctrang: { uid: "pnduc.sotttt", finding: null },
} as const;

/** Asked for with a change of name. */
const REQUESTED = {
  travinh: "tnyen",
  quangbinh: "yentn.stttt",
  binhthuan: "yentn",
  quangtri: "tongocyen",
  soctrang: "tnyen",
} as const;

describe.each(PROFILE_IDS)("in %s", (profile) => {
  const clauses = CLAUSES[profile];
  const duc = uidOf(profile, DUC);
  const yen = uidOf(profile, YEN);
  const inB = "in subtree-B unit-B";
  let realm: RealRealm;
  let firstUuid: string;

  const ownerOf = (subject: string): Owner => `person:${asIn(profile, subject)}`;
  const roleOf = async (localPart: string) => {
    const row = (await realm.ledger()).find((address) => address.localPart === localPart);
    return row === undefined ? "never issued" : `${row.role} of ${row.owner}`;
  };
  const uuidOf = async (subject: string) => (await look(realm)).uuidsOf([subject])[subject] ?? "none";

  beforeAll(async () => {
    realm = await freshRealm(profile);
    await realm.deliver([
      unit("B", { name: "Sở Thông tin và Truyền thông", kind: "department" }),
      ...hiredAtB(profile, "P1", DUC),
      ...hiredAtB(profile, "P2", YEN),
    ]);
    expect(await realm.run()).toMatchObject({ state: "done", failed: [], held: [] });
    firstUuid = await uuidOf("P1@B");
    // Months pass here, and nobody signs in.
    for (const subject of ["P1@B", "P2@B"]) await realm.order({ kind: "hold", owner: ownerOf(subject) });
    await realm.order({ kind: "hold", owner: "agency:B" });
  });
  afterAll(() => realm.stop());

  it("an order to delete an account in use is told and not carried out", async () => {
    const { id } = await realm.order({ kind: "purge", owner: ownerOf("P1@B") });
    await expectRun(realm, { log: [], subjects: ["P1@B"], findings: ["P1@B ORDER_WITHOUT_ACCOUNT"] });
    await expectSights(realm, { "P1@B": `active ${duc} ${inB}` });
    await realm.services.journal.endOrder(
      profile,
      id,
      "Trần Thị Quản",
      new Date(realm.clock.now()).toISOString(),
    );
  });

  it("thirty days after somebody left the mail addresses go, and the ledger keeps them", async () => {
    await realm.deliver([status("P1", "retired", "801/QĐ")]);
    await expectRun(realm, { log: [`P1@B disable PERSON_RETIRED ${clauses.disable} 801/QĐ`] });
    realm.clock.passMs(30 * 86_400_000 - 1);
    await expectRun(realm, { log: [] });
    realm.clock.passMs(1);
    await expectRun(realm, { log: [`P1@B modify ACCOUNT_RETAINED ${clauses.disable} 801/QĐ`] });
    await expectSights(realm, { "P1@B": `retained ${duc}, no mail` });
    expect(await roleOf(duc)).toBe(`primary of ${ownerOf("P1@B")}`);
  });

  it("a namesake does not get them", async () => {
    const { uid, finding } = NAMESAKE[profile];
    await realm.deliver(hiredAtB(profile, "P3", DUC, { decision: "802/QĐ", extension: null }));
    await expectRun(realm, {
      log: uid === null ? [] : [`P3@B create PERSON_HIRED ${clauses.create} 802/QĐ`],
      subjects: ["P3@B"],
      findings: finding === null ? [] : [`P3@B ${finding}`],
    });
    await expectSights(realm, { "P3@B": uid === null ? "none" : `active ${uid} ${inB}` });
    if (uid !== null) await realm.order({ kind: "hold", owner: ownerOf("P3@B") });
  });

  it("who returns within that time has the address, the entry and the groups back", async () => {
    await realm.deliver([status("P1", "working", "803/QĐ")]);
    await expectRun(realm, { log: [`P1@B restore PERSON_RETURNED ${clauses.restore} 803/QĐ`] });
    await expectSights(realm, { "P1@B": `active ${duc} ${inB}` });
    expect(await uuidOf("P1@B")).toBe(firstUuid);
  });

  it("an alias ends after 180 days: it leaves the directory, stays in the ledger, and nobody else gets it", async () => {
    const name = REQUESTED[profile];
    await realm.deliver([person("P2", { full_name: "Tô Ngọc Yến", requested_local_part: name })]);
    await expectRun(realm, { log: [`P2@B rename ADDRESS_CHANGED ${clauses.rename} 1/QĐ`] });
    realm.clock.passMs(180 * 86_400_000 - 1);
    await expectRun(realm, { log: [] });
    await expectSights(realm, { "P2@B": `active ${name} +${yen} ${inB}` });
    realm.clock.passMs(1);
    await expectRun(realm, { log: [`P2@B modify ALIAS_ENDED ${clauses.rename} -`] });
    await expectSights(realm, { "P2@B": `active ${name} ${inB}` });
    expect(await roleOf(yen)).toBe(`tombstone of ${ownerOf("P2@B")}`);

    await realm.deliver([
      ...hiredAtB(profile, "P4", "Hoàng Thị Lan"),
      person("P4", { requested_local_part: yen }),
    ]);
    await expectRun(realm, { log: [], subjects: ["P4@B"], findings: ["P4@B LOCAL_PART_TAKEN"] });
    await expectSights(realm, { "P4@B": "none" });
  });

  it("a purge deletes the entry, and the ledger remembers whose addresses they were", async () => {
    await realm.deliver([status("P1", "resigned", "804/QĐ")]);
    await expectRun(realm, { log: [`P1@B disable PERSON_RESIGNED ${clauses.disable} 804/QĐ`] });
    if (profile === "binhthuan") {
      // By time: a year after the end, the day after the last one of the term.
      realm.clock.passDays(30);
      await expectRun(realm, { log: [`P1@B modify ACCOUNT_RETAINED ${clauses.disable} 804/QĐ`] });
      realm.clock.passDays(330);
      await expectRun(realm, { log: [] });
      realm.clock.passDays(10);
      await expectRun(realm, { log: [`P1@B delete RETENTION_ENDED ${clauses.disable} 804/QĐ`] });
    } else {
      realm.clock.passDays(800);
      await expectRun(realm, { log: [`P1@B modify ACCOUNT_RETAINED ${clauses.disable} 804/QĐ`] });
      const { at } = await realm.order({
        kind: "purge",
        owner: ownerOf("P1@B"),
        operator: "Lê Văn Quyết",
        documentNo: "5/CV",
      });
      const { runId } = await expectRun(realm, {
        log: [`P1@B delete PURGE_ORDERED ${clauses.disable} 5/CV`],
      });
      const [record] = await realm.logOfRun(runId);
      expect(record?.actor).toEqual({
        kind: "operator",
        name: "Lê Văn Quyết",
        reason: "kiểm thử",
        at,
      });
    }
    await expectSights(realm, { "P1@B": "none" });
    expect(await roleOf(duc)).toBe(`tombstone of ${ownerOf("P1@B")}`);
  });

  it("who comes back even then gets the same address, in a new entry", async () => {
    await realm.deliver([status("P1", "working", "805/QĐ")]);
    await expectRun(realm, { log: [`P1@B create PERSON_HIRED ${clauses.create} 1/QĐ`] });
    await expectSights(realm, { "P1@B": `active ${duc} ${inB}` });
    expect(await uuidOf("P1@B")).not.toBe(firstUuid);
    expect(await roleOf(duc)).toBe(`primary of ${ownerOf("P1@B")}`);
  });
});
