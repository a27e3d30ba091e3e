/** A first load that `slapadd` makes from the plan, and the run that takes it over. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { danhba, mustSync, type SyncDocument } from "../support/danhba.ts";
import { parseLdif, slapcat } from "../support/slapcat.ts";
import { loadOffline } from "../support/slapd-backup.ts";
import { toldEntries } from "../support/told-entries.ts";
import { freshWorld, REALM, type World } from "../support/world.ts";
import { seeVersions } from "./directory-view.ts";
import { hire, loadSampleProvince } from "./small-province.ts";

interface Adopting extends SyncDocument {
  readonly adopted: number;
  readonly proof: { readonly unexplained: number };
}

const sync = async (world: World) => (await mustSync(world)) as Adopting;
const tables = {
  ledger: "SELECT local_part, owner, role, form, clause, alias_until FROM danhba.address ORDER BY local_part",
  accounts: "SELECT owner, status FROM danhba.account ORDER BY owner",
  handovers: "SELECT owner, unit, why, state FROM danhba.handover ORDER BY owner",
  due: "SELECT owner, why FROM danhba.due ORDER BY owner",
};
const remembered = async (world: World) => ({
  ledger: await world.query(tables.ledger),
  accounts: await world.query(tables.accounts),
  handovers: await world.query(tables.handovers),
  due: await world.query(tables.due),
});
const recordsOf = async (world: World) =>
  Number(
    (await world.query<{ n: string }>("SELECT count(*) AS n FROM danhba.change_log"))[0]?.n ?? Number.NaN,
  );

describe("a province of 2,000 people that is loaded offline", () => {
  let world: World;
  /** The same feed, loaded by danhba itself. */
  let online: World;
  let ldif: string;
  let loaded: Map<string, string>;
  let first: Adopting;

  beforeAll(async () => {
    [world, online] = await Promise.all([freshWorld(), freshWorld()]);
    await loadSampleProvince(world);
    await loadSampleProvince(online);
    const plan = await danhba(world, ["plan", "--ldif"]);
    expect(plan).toMatchObject({ status: 2, stderr: "" });
    ldif = plan.stdout;
    await loadOffline(world.directory, ldif);
    loaded = await seeVersions(world);
    first = await sync(world);
    await mustSync(online);
  }, 300_000);
  afterAll(() => Promise.all([world.stop(), online.stop()]));

  it("is taken over whole: nothing but the policy of the base tree is changed", async () => {
    const count = parseLdif(ldif).length;
    expect(count).toBeGreaterThan(2_000);
    const { create, modify, unchanged, ...others } = first.counts;
    expect(first).toMatchObject({ state: "done", adopted: count, applied: 1, held: [], failed: [] });
    expect({ create, modify, unchanged }).toEqual({ create: 0, modify: 1, unchanged: count });
    expect(Object.values(others).every((number) => number === 0)).toBe(true);
    expect(first.proof.unexplained).toBe(0);
    const now = await seeVersions(world);
    const changed = [...now].filter(([dn, version]) => loaded.get(dn) !== version).map(([dn]) => dn);
    expect(changed).toEqual([`cn=default,ou=policies,${world.directory.suffix}`]);
  });

  it("leaves the same tree and the same memory as a load by danhba itself", async () => {
    const [offline, itself] = [await slapcat(world.directory), await slapcat(online.directory)];
    expect(toldEntries(offline)).toEqual(toldEntries(itself));
    expect(await remembered(world)).toEqual(await remembered(online));
  });

  it("stands in the log as it is in the directory, in a chain without a break", async () => {
    expect(await recordsOf(world)).toBe(first.adopted + 1);
    const past = await danhba(world, ["as-of", new Date().toISOString(), "--ldif"]);
    expect(toldEntries(parseLdif(past.stdout))).toEqual(toldEntries(await slapcat(world.directory)));
    expect(await danhba(world, ["log", "verify"])).toMatchObject({ status: 0 });
    const [record] = await world.query<{ reason: string; clause: string }>(
      `SELECT record ->> 'reason' AS reason, clause FROM danhba.change_log
        WHERE owner LIKE 'person:%' ORDER BY seq LIMIT 1`,
    );
    expect(record).toMatchObject({ reason: "ENTRY_ADOPTED", clause: expect.stringMatching(/\S/) });
  });

  it("is taken over once; a hire afterwards is a creation like any other", async () => {
    const again = await sync(world);
    expect(again).toMatchObject({ adopted: 0, applied: 0, state: "done" });
    // By the log alone, as after a run that ended before it had looked again.
    await world.query("DELETE FROM danhba.entry");
    expect(await sync(world)).toMatchObject({ adopted: 0, applied: 0, state: "done" });
    const [unit] = await world.query<{ code: string }>(
      "SELECT code FROM hr.unit WHERE realm = $1 AND status = 'active' AND parent_code IS NULL ORDER BY code LIMIT 1",
      [REALM],
    );
    await hire(world, "NEW1", "Trần Văn Mới", unit?.code ?? "");
    expect(await sync(world)).toMatchObject({ adopted: 0, applied: 1, counts: { create: 1 } });
  });

  it("stays where the run that took it over is undone", async () => {
    const before = await slapcat(world.directory);
    const undone = await danhba(world, [
      "undo",
      String(first.runId),
      "--operator",
      "Trần Thị Quản",
      "--reason",
      "kiểm thử",
      "--json",
    ]);
    expect(undone.status).toBe(4);
    const people = ({ dn }: { readonly dn: string }) => dn.includes("ou=people,");
    expect((await slapcat(world.directory)).filter(people).length).toBe(before.filter(people).length);
    expect(undone.stdout).toContain("NO_INVERSE");
  });
});
