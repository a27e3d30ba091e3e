/** Runs of the service that look only at what changed, and full runs that plan only what differs. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Daemon, danhba, mustSync, type SyncDocument, startDaemon } from "../support/danhba.ts";
import { asAdmin, branchOf, change } from "../support/directory.ts";
import { settingsFile } from "../support/faults/settings-file.ts";
import { waitFor } from "../support/wait-for.ts";
import { freshWorld, REALM, type World } from "../support/world.ts";
import { dnOf, groupsOf, mustSee, seePerson } from "./directory-view.ts";
import { deliver, loadSmallProvince, setPerson } from "./small-province.ts";

interface RunDocument {
  readonly runId: number;
  readonly trigger: string;
  readonly applied: number;
  readonly scope: { readonly people: number; readonly units: number; readonly groups: number } | null;
}

let world: World;
beforeAll(async () => {
  world = await freshWorld();
  await loadSmallProvince(world);
  await mustSync(world);
});
afterAll(() => world.stop());

const runs = async (): Promise<readonly RunDocument[]> =>
  (await danhba(world, ["runs", "--json"])).json<{ runs: readonly RunDocument[] }>().runs;

describe("the service", () => {
  let daemon: Daemon;
  beforeAll(async () => {
    daemon = await startDaemon(world, (service) => service.runs().length > 0);
  });
  afterAll(() => daemon.stop("SIGTERM"));

  const phoneOf = async (id: string) => (await mustSee(world, id)).telephoneNumber?.[0];

  it("looks at the one person whose telephone number changed", async () => {
    await setPerson(world, "P04", "phone", "0299 444 444");
    await waitFor("the number", async () => (await phoneOf("P04")) === "0299 444 444");
    await waitFor("the run", async () => (await runs())[0]?.trigger === "feed");
    expect((await runs())[0]).toMatchObject({ applied: 1, scope: { people: 1, units: 0, groups: 0 } });
  });

  it("looks at everybody of a unit that has another name, and at those who hold its mailbox", async () => {
    await world.feed("UPDATE hr.unit SET name = 'Sở Nội vụ và Lao động' WHERE realm = $1 AND code = 'SNV'", [
      REALM,
    ]);
    await waitFor("the name", async () => (await mustSee(world, "P02")).o?.[0] === "Sở Nội vụ và Lao động");
    await waitFor("the run", async () => ((await runs())[0]?.scope?.units ?? 0) > 0);
    const [run] = await runs();
    // All six units with their groups, and whoever is in this one or holds any of their mailboxes.
    expect(run?.scope).toMatchObject({ units: 6 });
    expect(run?.scope?.people).toBeLessThan(12);
  });

  it("makes no run for a word that changes nothing", async () => {
    const before = (await runs())[0]?.runId;
    await world.query("SELECT pg_notify('danhba', $1)", [REALM]);
    await setPerson(world, "P05", "phone", "0299 555 555");
    await waitFor("the number", async () => (await phoneOf("P05")) === "0299 555 555");
    await waitFor("the run", async () => (await runs())[0]?.runId !== before);
    expect((await runs())[0]?.runId).toBe((before ?? 0) + 1);
  });

  it("gives a newcomer the next name, though nobody else is looked at", async () => {
    await deliver(world, {
      "people.csv": "id,full_name,registered_at,decision_no\nP13,Nguyễn Thanh Bình,2025-01-01,13/QĐ-SNV\n",
      "appointments.csv":
        "id,person_id,unit_code,title,kind,effective_from,decision_no\nV13,P13,STTTT,Chuyên viên,primary,2025-01-01,13/QĐ-SNV\n",
    });
    await waitFor("the entry", async () => (await seePerson(world, "P13")) !== null);
    await waitFor("the run", async () => (await runs())[0]?.applied === 1);
    expect((await runs())[0]).toMatchObject({ scope: { people: 1 } });
    const { mail } = await mustSee(world, "P13");
    expect(mail?.[0]).not.toBe((await mustSee(world, "P03")).mail?.[0]);
    expect(await groupsOf(world, dnOf(await mustSee(world, "P13")))).toEqual(
      expect.arrayContaining(["unit-STTTT", "subtree-STTTT"]),
    );
  });
});

describe("a full run that compares", () => {
  let config: string;
  beforeAll(async () => {
    config = await settingsFile(world, { compareAbove: 0 });
  });
  const compare = async (): Promise<SyncDocument & { readonly proof: object }> =>
    (await danhba(world, ["--config", config, "sync", "--json"])).json();

  it("finds nothing to do, having compared everything, and tells what stands", async () => {
    const anew = (await danhba(world, ["sync", "--anew", "--json"])).json();
    const compared = await compare();
    expect(compared).toMatchObject({ state: "done", applied: 0, proof: { judged: 0, unexplained: 0 } });
    expect(compared.counts).toEqual(anew.counts);
    expect(compared.findings).toEqual(anew.findings);
  });

  it("finds what was changed without a trace: a row, an entry, a member", async () => {
    await world.query("ALTER TABLE hr.person DISABLE TRIGGER ALL");
    await world.query("UPDATE hr.person SET phone = '0299 666 666' WHERE id = 'P06'");
    await world.query("ALTER TABLE hr.person ENABLE TRIGGER ALL");
    const [left, edited] = [dnOf(await mustSee(world, "P08")), dnOf(await mustSee(world, "P09"))];
    await asAdmin(world.directory, async (client) => {
      await client.modify(edited, change("replace", "title", "Giả"));
      await client.modify(
        `cn=unit-HMX,${branchOf(world.directory, "groups")}`,
        change("delete", "member", left),
      );
    });
    const result = await compare();
    expect(result).toMatchObject({ state: "done", applied: 3, proof: { judged: 3, unexplained: 0 } });
    expect((await mustSee(world, "P06")).telephoneNumber).toEqual(["0299 666 666"]);
    expect((await mustSee(world, "P09")).title).toEqual(["Trưởng phòng"]);
    expect(await groupsOf(world, left)).toContain("unit-HMX");
    expect(await compare()).toMatchObject({ applied: 0 });
    expect((await danhba(world, ["sync", "--anew", "--json"])).json()).toMatchObject({ applied: 0 });
  });
});
