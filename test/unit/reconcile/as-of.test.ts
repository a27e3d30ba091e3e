import { describe, expect, it } from "vitest";
import type { PastEntry } from "../../../src/changelog/as-of.ts";
import type { Owner } from "../../../src/model/owner.ts";
import { entriesMeant, stateAsOf } from "../../../src/reconcile/as-of.ts";
import type { RealmNames } from "../../../src/reconcile/realm-names.ts";
import { person, post, REALM, unit } from "../../support/fakes/province.ts";
import { openWorld, type World } from "../../support/fakes/world.ts";
import { toldEntries } from "../../support/told-entries.ts";

const NAMES: RealmNames = {
  id: "bt",
  suffix: "dc=bt",
  domains: ["bt.gov.vn", "so.bt.gov.vn"],
  hasAgencyAccounts: true,
};

const content = (title: string) => ({
  units: [unit("SNV", "Sở Nội vụ")],
  people: [person("1", "Nguyễn Văn An")],
  appointments: [post("1", "SNV", { title })],
});

async function twoRuns(): Promise<{ world: World; first: string }> {
  const world = openWorld(content("Chuyên viên"));
  await world.run();
  const first = world.journal.state.log.at(-1)?.record.at ?? "";
  world.clock.passDays(1);
  world.feed.load(content("Trưởng phòng"));
  await world.run();
  return { world, first };
}

describe("the state as of a time", () => {
  it("is that after the last record of that time, and of now when the time is still to come", async () => {
    const { world, first } = await twoRuns();
    const titleAt = async (time: string) => {
      const { entries } = await stateAsOf(world.journal, REALM.id, time);
      return entriesMeant(entries, "1", NAMES).flatMap(({ attributes }) => attributes.title ?? []);
    };
    expect(await titleAt(first)).toEqual(["Chuyên viên"]);
    expect(await titleAt(new Date(Date.parse(first) - 1).toISOString())).toEqual([]);
    const now = await stateAsOf(world.journal, REALM.id, "2999-01-01T00:00:00.000Z");
    expect(toldEntries(now.entries)).toEqual(toldEntries(world.directory.entries()));
    const { record, hash } = world.journal.state.log.at(-1) ?? {};
    expect(now.record).toEqual({ seq: record?.seq, at: record?.at, hash });
  });

  it("is no state but a fault where a record of that time or a later one was altered, or the end is missing", async () => {
    const { world, first } = await twoRuns();
    const { log } = world.journal.state;
    const last = log.length - 1;
    for (const at of [0, last]) {
      const rows = log.toSpliced(at, 1, { ...(log[at] as (typeof log)[0]), hash: "f".repeat(64) });
      const broken = stateAsOf({ ...world.journal, logStream: () => stream(rows) }, REALM.id, first);
      await expect(broken).rejects.toMatchObject({
        code: "LOG_BROKEN",
        params: { seq: at + 1, code: "WRONG_HASH" },
      });
    }
    const short = { ...world.journal, logStream: () => stream(log.slice(0, last)) };
    await expect(stateAsOf(short, REALM.id, first)).rejects.toMatchObject({ params: { code: "CUT_SHORT" } });
  });
});

async function* stream(rows: World["journal"]["state"]["log"]) {
  for (const { record, hash } of rows) yield { realm: REALM.id, seq: record.seq, record, hash };
}

describe("a subject", () => {
  const entry = (owner: Owner, uid: string, more: PastEntry["attributes"] = {}): PastEntry => ({
    owner,
    dn: `uid=${uid},ou=people,dc=bt`,
    attributes: { uid: [uid], mail: [`${uid}@bt.gov.vn`], ...more },
    hasPassword: false,
    isWhole: true,
  });
  const ENTRIES = [
    entry("person:7@SNV", "an"),
    entry("person:7@SYT", "an.syt", { mailLocalAddress: ["an.cu@bt.gov.vn"] }),
    entry("person:7@x@SYT", "binh"),
    entry("agency:an", "snv", { mail: ["snv@so.bt.gov.vn"] }),
  ];
  const meant = (subject: string, names = NAMES) =>
    entriesMeant(ENTRIES, subject, names).map(({ owner }) => owner);

  it.each([
    ["7", ["person:7@SNV", "person:7@SYT"]],
    ["7@x", ["person:7@x@SYT"]],
    ["person:7@SYT", ["person:7@SYT"]],
    ["AN.CU@bt.gov.vn", ["person:7@SYT"]],
    ["an.cu", ["person:7@SYT"]],
    ["snv@so.bt.gov.vn", ["agency:an"]],
    ["an", ["person:7@SNV"]],
    ["an@elsewhere.vn", []],
    ["UID=Binh,ou=people,dc=bt", ["person:7@x@SYT"]],
    ["agency:an", ["agency:an"]],
  ] as const)("%j is meant to be %j", (subject, owners) => {
    expect(meant(subject)).toEqual(owners);
  });

  it("is one account where people have no more than one", () => {
    expect(meant("7", { ...NAMES, hasAgencyAccounts: false })).toEqual([]);
  });
});
