/** Who does not sign in for the regulation's months: Quảng Bình suspends after 3, Sóc Trăng revokes after 6. */
import { Control } from "ldapts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { endOfMonths, nextDay } from "../../src/desired/legal-time.ts";
import { instantOf } from "../../src/ports/clock.ts";
import { asAdmin, asUser, change } from "../support/directory.ts";
import { movableClock } from "../support/movable-clock.ts";
import { freshRealm, type RealRealm } from "../support/real-realm.ts";
import { dnOf, seeAll } from "./directory-view.ts";
import { expectRun, expectSights } from "./events/expect-run.ts";
import { hiredAtB, uidOf } from "./events/movers.ts";
import { status, unit } from "./events/rows.ts";
import { look } from "./events/view.ts";

const PASSWORD = "Mat-khau-thu-1";
/** The managing of server-kept attributes by the rootdn (draft-zeilenga-ldap-relax). */
const RELAX = new Control("1.3.6.1.4.1.4203.666.5.12", { critical: true });
const B = unit("B", { name: "Sở Thông tin và Truyền thông", kind: "department" });

const RULES = [
  {
    profile: "quangbinh",
    months: 3,
    box: "stttt",
    state: "suspended",
    /** Long leave suspends already; the term runs on underneath. */
    onLeave: [],
    kind: "suspend",
    clause: "Đ.7.2",
    restore: "Đ.4.1",
    retired: ["P5 disable PERSON_RETIRED Đ.7.1 703/QĐ"],
  },
  {
    profile: "soctrang",
    months: 6,
    box: "sotttt",
    state: "disabled",
    onLeave: ["P3 disable ACCOUNT_INACTIVE Đ.4.4 -"],
    kind: "disable",
    clause: "Đ.4.4",
    restore: "Đ.4.4",
    /** Locked and disabled already. */
    retired: [],
  },
] as const;

describe.each(RULES)("in $profile after $months months", (rule) => {
  const { profile, months, box, state, onLeave, kind, clause, restore, retired } = rule;
  const p1 = uidOf(profile, "Phạm Ngọc Đức");
  const p2 = uidOf(profile, "Hoàng Thị Lan");
  const p3 = uidOf(profile, "Võ Minh Quân");
  const p4 = uidOf(profile, "Bùi Văn Tuấn");
  const p5 = uidOf(profile, "Mai Hữu Lộc");
  const inB = "in subtree-B unit-B";
  const inactive = (subject: string) => `${subject} ${kind} ACCOUNT_INACTIVE ${clause} -`;
  let realm: RealRealm;
  /** The day of creation, and the first day on which whoever never signed in since is inactive. */
  let began: string;
  let over: string;
  let signedIn: string;
  let hold: number;

  beforeAll(async () => {
    // Begun some weeks ago, so that somebody who signs in now, by the server's clock, does it during the term.
    realm = await freshRealm(profile, {}, movableClock(40));
    began = realm.clock.today();
    over = nextDay(endOfMonths(began, months));
    await realm.deliver([
      B,
      ...hiredAtB(profile, "P1", "Phạm Ngọc Đức"),
      ...hiredAtB(profile, "P2", "Hoàng Thị Lan"),
      ...hiredAtB(profile, "P3", "Võ Minh Quân"),
      ...hiredAtB(profile, "P4", "Bùi Văn Tuấn"),
    ]);
    expect(await realm.run()).toMatchObject({ state: "done", failed: [], held: [] });
    await createdAt(realm, realm.clock.now());
    await realm.deliver([status("P3", "long_leave", "701/QĐ")]);
    hold = (await realm.order({ kind: "hold", owner: "person:P4", documentNo: "3/CV" })).id;
    expect(await realm.run()).toMatchObject({ applied: 1 });
  });
  afterAll(() => realm.stop());

  it("nothing happens before the last day of the term is over, and danhba knows when that is", async () => {
    // P5 is hired and P2 signs in on the day that the server's clock shows.
    realm.clock.passMs(Date.now() - realm.clock.now());
    signedIn = realm.clock.today();
    await realm.deliver(hiredAtB(profile, "P5", "Mai Hữu Lộc"));
    expect(await realm.run()).toMatchObject({ applied: 1 });
    const dn = dnOf((await look(realm)).entryOf("P2") ?? { dn: [] });
    await asAdmin(realm.directory, (client) =>
      client.modify(dn, change("replace", "userPassword", PASSWORD)),
    );
    await asUser(realm.directory, dn, PASSWORD, async () => undefined);

    const midnight = Date.parse(`${over}T00:00:00+07:00`);
    realm.clock.passMs(midnight - 1 - realm.clock.now());
    await expectRun(realm, { log: [] });
    const nextDue = await realm.services.journal.nextDue(profile);
    expect(Date.parse(nextDue ?? "")).toBe(midnight);
  });

  it("the day after it does, mailboxes of agencies included, and the notice is recorded", async () => {
    realm.clock.passMs(1);
    await expectRun(realm, { log: [inactive("P1"), inactive("box:B"), ...onLeave] });
    await expectSights(realm, {
      P1: `${state} ${p1}`,
      P2: `active ${p2} ${inB}`,
      P3: `${state} ${p3}`,
      P4: `active ${p4} ${inB}`,
      P5: `active ${p5} ${inB}`,
      "box:B": `${state} ${box} held by nobody`,
    });
    const notices = await realm.services.journal.notices(profile, false);
    expect(
      notices.map(({ owner, reason, clause: ofNotice, params }) => ({ owner, reason, ofNotice, params })),
    ).toContainEqual({
      owner: "person:P1",
      reason: "ACCOUNT_INACTIVE",
      ofNotice: clause,
      params: { since: began, months },
    });
  });

  it("who signed in has the whole term from then, and so has who was hired later", async () => {
    realm.clock.moveTo(endOfMonths(signedIn, months));
    await expectRun(realm, { log: [] });
    realm.clock.moveTo(nextDay(endOfMonths(signedIn, months)));
    await expectRun(realm, { log: [inactive("P2"), inactive("P5")] });
  });

  it("a new request opens the account again with all that it had, for a whole new term", async () => {
    await realm.order({ kind: "reopen", owner: "person:P1", documentNo: "12/CV" });
    await expectRun(realm, { log: [`P1 restore ACCOUNT_REOPENED ${restore} 12/CV`] });
    await expectSights(realm, { P1: `active ${p1} ${inB}` });
    const again = nextDay(endOfMonths(realm.clock.today(), months));
    realm.clock.moveTo(again);
    await expectRun(realm, { log: [inactive("P1")] });
  });

  it("who comes back from leave begins anew; a hold that ends leaves nothing but the term", async () => {
    await realm.deliver([status("P3", "working", "702/QĐ", realm.clock.today())]);
    await expectRun(realm, { log: [`P3 restore PERSON_RETURNED ${restore} 702/QĐ`] });
    await expectSights(realm, { P3: `active ${p3} ${inB}` });
    await realm.services.journal.endOrder(profile, hold, "Trần Thị Quản", instantOf(realm.clock));
    await expectRun(realm, { log: [inactive("P4")] });
  });

  it("who retires after that is disabled as everybody else, and nobody is locked twice", async () => {
    await realm.deliver([status("P5", "retired", "703/QĐ", realm.clock.today())]);
    await expectRun(realm, { log: retired });
    await expectSights(realm, { P5: `disabled ${p5}` });
  });
});

describe.each(["travinh", "binhthuan", "quangtri"] as const)("in %s", (profile) => {
  it("no rule, so nobody is ever called inactive", async () => {
    const realm = await freshRealm(profile);
    try {
      await realm.deliver([B, ...hiredAtB(profile, "P1", "Phạm Ngọc Đức")]);
      expect(await realm.run()).toMatchObject({ state: "done", failed: [] });
      realm.clock.passDays(800);
      await expectRun(realm, { log: [] });
    } finally {
      await realm.stop();
    }
  });
});

/** Writes what a server whose clock stood there would have written. */
async function createdAt(realm: RealRealm, time: number): Promise<void> {
  const stamp = new Date(time).toISOString().replace(/[-:T]|\.\d+/g, "");
  const accounts = [...(await seeAll(realm)).values()].filter(({ danhbaStatus, uid }) => danhbaStatus && uid);
  await asAdmin(realm.directory, async (client) => {
    for (const seen of accounts)
      await client.modify(dnOf(seen), change("replace", "createTimestamp", stamp), RELAX);
  });
}
