/** The change log alone tells what the directory held at every earlier time: compared with what slapcat wrote then. */
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import type { LogRecord } from "../../src/changelog/record.ts";
import type { Owner } from "../../src/model/owner.ts";
import { instantOf } from "../../src/ports/clock.ts";
import { entriesMeant, stateAsOf } from "../../src/reconcile/as-of.ts";
import type { RealmServices } from "../../src/reconcile/realm-services.ts";
import { syncAlone } from "../../src/reconcile/sync.ts";
import { danhba, expectFault } from "../support/danhba.ts";
import { asAdmin, branchOf, change } from "../support/directory.ts";
import { freshRealm, type RealRealm } from "../support/real-realm.ts";
import { type CatEntry, parseLdif, slapcat } from "../support/slapcat.ts";
import { toldEntries } from "../support/told-entries.ts";
import { WALK_GROUPS } from "../support/walk/walk-settings.ts";
import { hiredAtB } from "./events/movers.ts";
import { provinceOf } from "./events/province.ts";
import { gone, moved, person, status, unit } from "./events/rows.ts";

const SETTINGS = { groups: WALK_GROUPS, handover: { slips: true } };

interface Moment {
  readonly at: string;
  readonly was: readonly CatEntry[];
}

describe.each(["soctrang", "binhthuan"] as const)("the past of %s", (profile) => {
  let realm: RealRealm;
  let world: { readonly env: Readonly<Record<string, string>>; readonly programs: Set<never> };
  const moments = new Map<string, Moment>();

  const ownerOf = (id: string, agency: string): Owner =>
    profile === "binhthuan" ? `person:${id}@${agency}` : `person:${id}`;
  /** Runs, and keeps what slapd holds then. */
  const note = async (name: string, more: Partial<RealmServices> = {}): Promise<void> => {
    const { services, clock } = realm;
    const stop = new AbortController().signal;
    const result = await syncAlone({ ...services, ...more }, { trigger: "sync", stop });
    // What the gate holds is left undone, which is as good a past as any.
    expect(result, name).toMatchObject({ state: result.held.length > 0 ? "held" : "done", failed: [] });
    expect(result.applied, name).toBeGreaterThan(0);
    moments.set(name, { at: instantOf(clock), was: await slapcat(realm.directory) });
    clock.passDays(1);
  };
  const asOf = (name: string) => stateAsOf(realm.services.journal, realm.id, moments.get(name)?.at ?? "");
  const cli = (...args: string[]) => danhba(world, ["--config", realm.configFile, "as-of", ...args]);

  beforeAll(async () => {
    realm = await freshRealm(profile, SETTINGS);
    world = {
      env: {
        PATH: process.env.PATH ?? "",
        DANHBA_ENV_FILE: "/dev/null",
        NODE_COMPILE_CACHE: join(inject("scratch"), "compile-cache"),
      },
      programs: new Set(),
    };
    const deliver = (rows: Parameters<RealRealm["deliver"]>[0]) => realm.deliver(rows);
    await deliver([
      ...provinceOf(profile),
      ...hiredAtB(profile, "P1", "Phạm Ngọc Đức"),
      ...hiredAtB(profile, "P2", "Hoàng Thị Lan"),
      ...hiredAtB(profile, "P3", "Võ Minh Quân"),
      ...hiredAtB(profile, "P4", "Bùi Văn Tuấn"),
      unit("B", { head_person_id: "P1" }),
    ]);
    await note("first load");
    await deliver(hiredAtB(profile, "P5", "Mai Hữu Lộc"));
    await note("hire");
    await deliver([person("P2", { full_name: "Hoàng Thị Ngọc Lan", requested_local_part: "htnlan" })]);
    await note("rename");
    await deliver([moved("P3", "C", "12/QĐ")]);
    await note("transfer");
    await deliver([unit("B", { head_person_id: "P2", decision_no: "13/QĐ" })]);
    await note("change of head");
    await deliver([unit("F", { parent_code: "G", decision_no: "14/QĐ" })]);
    await note("a unit moves with its sub-unit");
    await deliver([
      unit("F", { parent_code: "C1", decision_no: "15/QĐ" }),
      unit("C1", { name: "phường Mới" }),
    ]);
    await note("it moves on, deeper, while the unit above it gets another name");
    await deliver([unit("D", { status: "dissolved", successor_code: "E", decision_no: "16/QĐ" })]);
    await note("merger");
    await deliver([status("P4", "duty_suspended", "17/QĐ")]);
    await note("suspension");
    await deliver([status("P4", "working", "18/QĐ"), status("P1", "retired", "19/QĐ")]);
    await note("return and retirement");
    await note("groups of applications go", { groupRules: [] });
    await note("and come again");
    await asAdmin(realm.directory, async (client) => {
      const policy = `cn=default,${branchOf(realm.directory, "policies")}`;
      await client.modify(policy, change("replace", "pwdMinLength", "5"));
    });
    await note("a policy put right");
    await realm.order({ kind: "purge", owner: ownerOf("P1", "B") });
    await note("purge");
    await deliver([gone("appointment", "VP5"), status("P5", "resigned", "20/QĐ")]);
    await note("resignation");
    realm.clock.passDays(800);
    await note("retention ends");
  }, 120_000);
  afterAll(() => realm.stop());

  it("is what slapcat wrote after each run: every entry of danhba's own, every value it writes, nothing else", async () => {
    for (const [name, { was }] of moments) {
      const { entries } = await asOf(name);
      expect(toldEntries(entries), name).toEqual(toldEntries(was));
      expect(
        entries.every(({ isWhole }) => isWhole),
        name,
      ).toBe(true);
    }
  });

  it("went through every kind of change", async () => {
    const log = await realm.services.journal.log(realm.id, {});
    const kinds = new Set(log.flatMap(({ record }) => (record as LogRecord).kinds));
    const all = ["create", "delete", "disable", "group", "modify", "rename", "restore", "suspend"];
    expect([...kinds].toSorted()).toEqual(all);
  });

  it("is printed as LDIF by the command line, parents first, without any password", async () => {
    const moment = moments.get("a unit moves with its sub-unit") as Moment;
    const { status: exit, stdout, stderr } = await cli(moment.at, "--ldif");
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: "" });
    const printed = parseLdif(stdout);
    expect(toldEntries(printed)).toEqual(toldEntries(moment.was));
    const places = printed.map(({ dn }) => dn.toLowerCase());
    const isParentLater = (dn: string, index: number) =>
      places.indexOf(dn.slice(dn.indexOf(",") + 1)) > index;
    expect(places.filter(isParentLater)).toEqual([]);
    expect(stdout).not.toMatch(/^(userPassword|pwdReset):/m);
    expect(stdout).toMatch(/^# userPassword: set$/m);
  });

  it("knows a person by id, and by the address and DN of that time", async () => {
    const { entries } = await asOf("hire");
    const names = {
      id: realm.id,
      suffix: realm.directory.suffix,
      domains: [realm.domain],
      hasAgencyAccounts: true,
    };
    const meant = (subject: string) => entriesMeant(entries, subject, names);
    const [found] = meant("P2");
    expect(found?.attributes.cn).toEqual(["Hoàng Thị Lan"]);
    const [mail = ""] = found?.attributes.mail ?? [];
    for (const subject of [
      mail,
      mail.split("@")[0] ?? "",
      mail.toUpperCase(),
      found?.dn ?? "",
      found?.owner ?? "",
    ])
      expect(meant(subject), subject).toEqual([found]);
    const later = (await asOf("rename")).entries;
    const renamed = entriesMeant(later, mail, names);
    expect(renamed.map(({ attributes }) => attributes.cn)).toEqual([["Hoàng Thị Ngọc Lan"]]);
    expect(entriesMeant((await asOf("purge")).entries, "P1", names)).toEqual([]);
  });

  it("is told as text and as JSON", async () => {
    const { at } = moments.get("hire") as Moment;
    const tree = (await cli(at, "--json")).json<{ counts: Record<string, number> }>();
    expect(tree).toMatchObject({
      formatVersion: 1,
      realm: realm.id,
      at,
      counts: { person: 5, agency: 12, unit: 12 },
    });
    expect(tree).not.toHaveProperty("entries");
    expect((await cli(at, "unit:B")).stdout).toContain(`danhbaUnit=B,ou=units,${realm.directory.suffix}\n`);
  });

  it("before the first record is nothing", async () => {
    expect(await stateAsOf(realm.services.journal, realm.id, "2000-01-01T00:00:00.000Z")).toEqual({
      record: null,
      entries: [],
    });
  });

  it("is not told from a log that was altered, be it behind the time asked for", async () => {
    const [last] = await realm.query<{ seq: number; record: object }>(
      "SELECT seq, record FROM danhba.change_log ORDER BY seq DESC LIMIT 1",
    );
    await realm.query("ALTER TABLE danhba.change_log DISABLE TRIGGER change_log_is_kept");
    await realm.query(
      'UPDATE danhba.change_log SET record = record || \'{"clause": "Đ.0"}\' WHERE seq = $1',
      [last?.seq],
    );
    const { at } = moments.get("hire") as Moment;
    await expect(asOf("hire")).rejects.toThrow(/LOG_BROKEN.*WRONG_HASH/);
    expectFault(await cli(at), "LOG_BROKEN", 23, `record ${last?.seq} (WRONG_HASH)`);
    await realm.query("UPDATE danhba.change_log SET record = $2 WHERE seq = $1", [last?.seq, last?.record]);
    expect((await asOf("hire")).entries).not.toEqual([]);
  });
});
