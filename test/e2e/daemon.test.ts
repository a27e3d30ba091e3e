import type { Client } from "ldapts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Daemon, danhba, mustSync, startDaemon } from "../support/danhba.ts";
import { asAdmin, branchOf } from "../support/directory.ts";
import { waitFor } from "../support/wait-for.ts";
import { freshWorld, type World } from "../support/world.ts";
import { mustSee, seeAll, seeOwn, seePerson } from "./directory-view.ts";
import { countLogged, expectSoundLog } from "./memory-view.ts";
import { hire, loadSampleProvince, setPerson, setStatus, transfer } from "./small-province.ts";

/** A bound against hanging, which supervisors have too: systemd kills what does not stop. */
const STOPS_WITHIN = 10_000;

/** One attribute of a person as the directory shows it now. */
async function look(
  world: World,
  client: Client,
  id: string,
  attribute: string,
): Promise<string | undefined> {
  const { searchEntries } = await client.search(branchOf(world.directory, "people"), {
    filter: `(employeeNumber=${id})`,
    attributes: [attribute],
  });
  return searchEntries[0] === undefined ? undefined : String(searchEntries[0][attribute]);
}

describe("the service at 2,000 people", () => {
  let world: World;
  let daemon: Daemon;

  beforeAll(async () => {
    world = await freshWorld();
    await loadSampleProvince(world);
    await mustSync(world);
    daemon = await startDaemon(world);
  });
  afterAll(() => world.stop());

  const isIn = (id: string): Promise<boolean> => seePerson(world, id).then((seen) => seen !== null);

  it("shows each change of the feed in the directory, and prints how soon", async () => {
    const events: [string, () => Promise<void>, string, string, string][] = [
      ["hire", () => hire(world, "D1", "Nguyễn Hữu Danh", "SNV"), "D1", "danhbaStatus", "active"],
      [
        "phone",
        () => setPerson(world, "D1", "phone", "0299 555 555"),
        "D1",
        "telephoneNumber",
        "0299 555 555",
      ],
      ["transfer", () => transfer(world, "D1", "STC", "7/QĐ"), "D1", "danhbaUnit", "STC"],
      ["retirement", () => setStatus(world, ["D1"], "retired"), "D1", "danhbaStatus", "disabled"],
      ["return", () => setStatus(world, ["D1"], "working"), "D1", "danhbaStatus", "active"],
    ];
    const figures: string[] = [];
    await asAdmin(world.directory, async (client) => {
      for (const [what, happen, id, attribute, value] of events) {
        const begun = performance.now();
        await happen();
        await waitFor(what, async () => (await look(world, client, id, attribute)) === value);
        figures.push(`${what} ${Math.round(performance.now() - begun)} ms`);
      }
    });
    console.info(`feed change → visible in LDAP, 2,000 people: ${figures.join(", ")}`);
  });

  it("makes few runs of a burst of 50 transactions", async () => {
    const before = daemon.runs().length;
    for (let number = 0; number < 50; number += 1) {
      await hire(world, `B${number}`, `Trần Văn Đợt`, "STC");
    }
    await waitFor("the last of the burst", () => isIn("B49"));
    const [{ count } = { count: 0 }] = await world.query<{ count: number }>(
      "SELECT count(*)::int AS count FROM danhba.address WHERE owner LIKE 'person:B%'",
    );
    expect(count).toBe(50);
    await waitFor("the log of the run", () => daemon.runs().length > before);
    expect(daemon.runs().length - before).toBeLessThanOrEqual(3);
    console.info(`50 transactions: ${daemon.runs().length - before} run(s)`);
  });

  it("carries out what an operator approves", async () => {
    const people = await world.query<{ id: string }>(
      "SELECT id FROM hr.person WHERE status = 'working' AND id LIKE 'ST%' ORDER BY id LIMIT 150",
    );
    const ids = people.map(({ id }) => id);
    await setStatus(world, ids, "retired");
    await waitFor("the hold", () => daemon.runs().at(-1)?.state === "held");
    const { runId } = daemon.runs().at(-1) ?? {};
    expect((await mustSee(world, String(ids[0]))).danhbaStatus).toEqual(["active"]);
    const args = ["approve", String(runId), "--operator", "Trần Thị Duyệt", "--reason", "CV 1", "--json"];
    const outcome = await danhba(world, args);
    expect(outcome).toMatchObject({ status: 0, stderr: "" });
    expect(outcome.json()).toMatchObject({ leftToService: true, items: 150, sync: null });
    await waitFor("the retirements", async () => {
      const [row] = await world.query<{ count: number }>(
        "SELECT count(*)::int AS count FROM danhba.change_log WHERE record -> 'actor' ->> 'name' = 'Trần Thị Duyệt'",
      );
      return row?.count === 150;
    });
    const all = [...(await seeAll(world)).values()];
    const locked = all.filter(
      ({ employeeNumber, danhbaStatus }) =>
        ids.includes(String(employeeNumber)) && danhbaStatus?.[0] === "disabled",
    );
    expect(locked).toHaveLength(150);
  });

  it("catches up after the directory was away", async () => {
    await world.directory.suspend();
    await hire(world, "D2", "Nguyễn Hữu Vắng", "SNV");
    await waitFor("the trouble to be noticed", () =>
      daemon.lines.some(({ code }) => code === "LDAP_UNREACHABLE"),
    );
    await world.directory.resume();
    await waitFor("the change", () => isIn("D2"));
    expect(daemon.isRunning()).toBe(true);
  });

  it("takes its lease again after all its database sessions were cut off", async () => {
    const tokens = () => daemon.lines.filter(({ msg }) => msg === "lease acquired").length;
    const before = tokens();
    await world.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND application_name LIKE 'danhba%'`,
    );
    await waitFor("the lease", () => tokens() > before);
    await hire(world, "D3", "Nguyễn Hữu Lại", "SNV");
    await waitFor("the change", () => isIn("D3"));
    expect(daemon.isRunning()).toBe(true);
  });

  it("notices what changed while it could not listen", async () => {
    const listening = () => daemon.lines.filter(({ msg }) => msg === "listening for feed changes").length;
    const before = listening();
    await world.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = 'danhba listen'`,
    );
    await hire(world, "D4", "Nguyễn Hữu Nghe", "SNV");
    await waitFor("the change", () => isIn("D4"));
    await waitFor("to listen again", () => listening() > before);
  });

  it("ends on SIGTERM with status 0 and gives the lease back", async () => {
    const { status, milliseconds } = await daemon.stop();
    expect(status).toBe(0);
    expect(milliseconds).toBeLessThan(STOPS_WITHIN);
    console.info(`SIGTERM while idle → end: ${Math.round(milliseconds)} ms`);
    await expectSoundLog(world);
    const { lease } = (await danhba(world, ["status", "--json"])).json<{ lease: unknown }>();
    expect(lease).toBeNull();
    expect(await mustSync(world)).toMatchObject({ applied: 0 });
  });
});

describe("the service in the middle of a first load", () => {
  let fresh: World;
  beforeAll(async () => {
    fresh = await freshWorld();
    await loadSampleProvince(fresh);
  });
  afterAll(() => fresh.stop());

  it.each(["SIGTERM", "SIGINT"] as const)("ends within ten seconds on %s", async (signal) => {
    const before = await countLogged(fresh);
    const service = await startDaemon(fresh, ({ lines }) =>
      lines.some(({ msg }) => msg === "lease acquired"),
    );
    await waitFor("some hundred entries", async () => (await countLogged(fresh)) > before + 300);
    const { status, milliseconds } = await service.stop(signal);
    expect(status).toBe(0);
    expect(milliseconds).toBeLessThan(STOPS_WITHIN);
    console.info(
      `${signal} in a first load → end: ${Math.round(milliseconds)} ms, ${await countLogged(fresh)} logged`,
    );
    expect((await seeOwn(fresh)).size).toBe(await countLogged(fresh));
    // Not all of the province's 3,511 items; the second time few enough are left that they may have been in hand.
    if (signal === "SIGTERM") expect(await countLogged(fresh)).toBeLessThan(3_511);
    await expectSoundLog(fresh);
  });

  it("leaves the rest to the next sync, which logs each entry once", async () => {
    const { counts, applied } = await mustSync(fresh);
    expect(applied).toBe(counts.create);
    expect(await countLogged(fresh)).toBe((await seeOwn(fresh)).size);
    await expectSoundLog(fresh);
    expect(await mustSync(fresh)).toMatchObject({ applied: 0 });
  });
});
