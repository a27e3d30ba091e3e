/** Agency mailboxes through changes of head and mergers, and what keeps a new account waiting. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Owner } from "../../src/model/owner.ts";
import { asAdmin, change } from "../support/directory.ts";
import { freshRealm, PROFILE_IDS, type RealRealm } from "../support/real-realm.ts";
import { canBind, dnOf } from "./directory-view.ts";
import { expectRun, expectSights } from "./events/expect-run.ts";
import { hiredAtB, logOfMove, seenAtB, uidOf } from "./events/movers.ts";
import { provinceOf } from "./events/province.ts";
import { moved, person, post, status, unit } from "./events/rows.ts";
import { asIn, look } from "./events/view.ts";

const PASSWORD = "Mat-khau-hop-thu-1";

/** Mailboxes of B, F and G; clauses of heads, of mailboxes changed, and of creation. */
const WORDS = {
  travinh: { B: "stttt", F: "skhcn", G: "sct", head: "Đ.7.1", modify: "Đ.6.2", create: "Đ.6.2" },
  quangbinh: { B: "stttt", F: "skhcn", G: "sct", head: "Đ.10.3", modify: "Đ.4.2", create: "Đ.4.2" },
  binhthuan: { B: "stttt", F: "skhcn", G: "sct", head: "IV.3", modify: "IV.4", create: "II.4" },
  quangtri: {
    B: "bantochuctinhuy",
    F: "bannoichinhtinhuy",
    G: "uybankiemtratinhuy",
    head: "Đ.11.5",
    modify: "Đ.9",
    create: "Đ.9",
  },
  soctrang: { B: "sotttt", F: "sokhcn", G: "soct", head: "Đ.12.1", modify: "Đ.11.3", create: "Đ.4.1" },
} as const;

describe.each(PROFILE_IDS)("in %s", (profile) => {
  const words = WORDS[profile];
  let realm: RealRealm;

  const ownerOf = (subject: string): Owner => `person:${asIn(profile, subject)}`;
  const dnOfBox = async (subject: string) => {
    const seen = (await look(realm)).entryOf(subject);
    if (seen === null) throw new Error(`${subject} is not there`);
    return dnOf(seen);
  };
  const waiting = async (owner: string) =>
    (
      await realm.query<{ why: string }>(
        "SELECT why FROM danhba.handover WHERE owner = $1 AND state = 'waiting'",
        [owner],
      )
    ).map(({ why }) => why);
  const setPassword = async (dn: string) => {
    await asAdmin(realm.directory, (client) =>
      client.modify(dn, change("replace", "userPassword", PASSWORD)),
    );
    expect(await canBind(realm, dn, PASSWORD)).toBe(true);
  };

  beforeAll(async () => {
    realm = await freshRealm(profile);
    await realm.deliver([
      ...provinceOf(profile),
      ...hiredAtB(profile, "P1", "Phạm Ngọc Đức"),
      ...hiredAtB(profile, "P2", "Hoàng Thị Lan"),
      ...hiredAtB(profile, "P3", "Võ Minh Quân"),
      unit("B", { head_person_id: "P1" }),
    ]);
    expect(await realm.run()).toMatchObject({ state: "done", failed: [], held: [] });
  });
  afterAll(() => realm.stop());

  it("the former head's password opens the mailbox no more, and the new head waits for one", async () => {
    const dn = await dnOfBox("box:B");
    await setPassword(dn);
    await realm.deliver([unit("B", { head_person_id: "P2", decision_no: "901/QĐ" })]);
    await realm.run();
    expect(await canBind(realm, dn, PASSWORD)).toBe(false);
    expect(await waiting("agency:B")).toHaveLength(1);
    const record = (await realm.logOf("agency:B")).at(-1);
    expect(record).toMatchObject({
      reason: "HEAD_CHANGED",
      clause: words.head,
      decisionNo: "901/QĐ",
      after: { userPassword: ["set"] },
    });
    expect(JSON.stringify(record)).not.toContain("CRYPT");
  });

  it("the same where the head retires, in one record that is the person's", async () => {
    const dn = await dnOfBox("box:B");
    await setPassword(dn);
    await realm.deliver([status("P2", "retired", "902/QĐ")]);
    await realm.run();
    expect(await canBind(realm, dn, PASSWORD)).toBe(false);
    await expectSights(realm, { "box:B": `active ${words.B} held by nobody` });
    await realm.deliver([status("P2", "working", "903/QĐ")]);
    await realm.run();
    await expectSights(realm, { "box:B": `active ${words.B} held by P2` });
  });

  it("delegates work beside the head as long as they are here and the order stands", async () => {
    const order = await realm.order({
      kind: "delegate",
      owner: "agency:B",
      person: "P3",
      documentNo: "21/CV",
    });
    await realm.run();
    await expectSights(realm, { "box:B": `active ${words.B} held by P2 P3` });
    await realm.deliver([status("P3", "long_leave", "904/QĐ")]);
    await realm.run();
    await expectSights(realm, { "box:B": `active ${words.B} held by P2` });
    await realm.deliver([status("P3", "working", "905/QĐ")]);
    await realm.run();
    await expectSights(realm, { "box:B": `active ${words.B} held by P2 P3` });
    const now = new Date(realm.clock.now()).toISOString();
    await realm.services.journal.endOrder(profile, order.id, "Trần Thị Quản", now);
    await realm.run();
    await expectSights(realm, { "box:B": `active ${words.B} held by P2` });
  });

  it("the name of a merged unit delivers to the successor for 180 days and is never anybody else's", async () => {
    const accounts = ["P1", "P2", "P3"].map((id) => ownerOf(`${id}@B`));
    const boxes = ["A", "B", "B1", "C", "C1", "D", "E", "F1", "G", "I", "K"].map(
      (code): Owner => `agency:${code}`,
    );
    for (const owner of [...accounts, ...boxes]) await realm.order({ kind: "hold", owner });
    await realm.deliver([unit("F", { status: "dissolved", successor_code: "G", decision_no: "906/QĐ" })]);
    await realm.run();
    await expectSights(realm, { "box:G": `active ${words.G} +${words.F} held by nobody` });
    realm.clock.passMs(180 * 86_400_000 - 1);
    await realm.run();
    await expectSights(realm, { "box:G": `active ${words.G} +${words.F} held by nobody` });
    realm.clock.passMs(1);
    const run = await realm.run();
    await expectSights(realm, { "box:G": `active ${words.G} held by nobody` });
    expect(await realm.logOfRun(run.runId)).toContainEqual(
      expect.objectContaining({ owner: "agency:G", reason: "ALIAS_ENDED", clause: words.modify }),
    );
    const row = (await realm.ledger()).find(({ localPart }) => localPart === words.F);
    expect(row).toMatchObject({ owner: "agency:F", role: "tombstone" });

    // Another unit that asks for exactly this name does not get it.
    await realm.deliver([
      unit("N", { name: "Trung tâm Dữ liệu", kind: "other", mailbox_name: words.F, decision_no: "907/QĐ" }),
    ]);
    const asked = await realm.run();
    expect(asked.findings.filter(({ owner }) => owner === "agency:N").map(({ code }) => code)).toContain(
      "LOCAL_PART_TAKEN",
    );
    await expectSights(realm, { "box:N": "none" });
  });

  it("an account is created without a decision number only where the regulation does not ask for one", async () => {
    await realm.deliver([
      ...hiredAtB(profile, "P4", "Tô Thị Yến"),
      person("P4", { decision_no: null }),
      post("VP4", { decision_no: null }),
    ]);
    const isAsked = profile === "binhthuan" || profile === "quangtri";
    await expectRun(realm, {
      log: isAsked ? [] : [`P4@B create PERSON_HIRED ${words.create} -`],
      subjects: ["P4@B"],
      findings: isAsked ? ["P4@B DECISION_NO_MISSING"] : [],
    });
    await realm.deliver([post("VP4", { decision_no: "908/QĐ" })]);
    await realm.run();
    await expectSights(realm, seenAtB(profile, "P4", "Tô Thị Yến"));
  });
});

describe("a transfer in Bình Thuận", () => {
  it("ends the old account on its day even while the new one waits for an extension", async () => {
    const realm = await freshRealm("binhthuan");
    try {
      await realm.deliver([
        ...provinceOf("binhthuan"),
        ...hiredAtB("binhthuan", "P1", "Phạm Ngọc Đức", { extension: null }),
      ]);
      await realm.run();
      await realm.deliver([moved("P1", "C", "909/QĐ")]);
      await expectRun(realm, {
        log: ["P1@B disable TRANSFER_CANCELLED II.4 909/QĐ"],
        subjects: ["P1@B", "P1@C"],
        findings: ["P1@C NEEDS_EXTENSION"],
      });
      await realm.deliver([person("P1", { mailbox_extension: "tp" })]);
      const [, created = ""] = logOfMove("binhthuan", "P1", "909/QĐ");
      await expectRun(realm, { log: [created] });
      await expectSights(realm, {
        "P1@B": `disabled ${uidOf("binhthuan", "Phạm Ngọc Đức")}`,
        "P1@C": "active ducpn.tp in subtree-C unit-C",
      });
    } finally {
      await realm.stop();
    }
  });
});
