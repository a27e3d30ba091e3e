import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Proof } from "../../src/model/proof.ts";
import type { DirectoryPort } from "../../src/ports/directory-port.ts";
import { proofFindings } from "../../src/reconcile/prove.ts";
import { type SyncResult, syncAlone } from "../../src/reconcile/sync.ts";
import { danhba, startDaemon } from "../support/danhba.ts";
import { asAdmin, change } from "../support/directory.ts";
import { type FeedRow, freshRealm, type RealRealm } from "../support/real-realm.ts";
import { freshWorld, REALM, type World } from "../support/world.ts";
import { loadSmallProvince } from "./small-province.ts";

const ROWS: readonly FeedRow[] = [
  { table: "unit", key: "SNV", columns: { name: "Sở Nội vụ", kind: "department", head_person_id: "P1" } },
  { table: "person", key: "P1", columns: { full_name: "Nguyễn Văn An", status: "working" } },
  { table: "person", key: "P2", columns: { full_name: "Trần Thị Bình", status: "working" } },
  { table: "appointment", key: "A1", columns: { person_id: "P1", unit_code: "SNV", leader_rank: 1 } },
  { table: "appointment", key: "A2", columns: { person_id: "P2", unit_code: "SNV" } },
];

describe("an edit between the last write of a run and its proof", () => {
  let realm: RealRealm;
  beforeAll(async () => {
    realm = await freshRealm("soctrang");
    await realm.deliver(ROWS);
  });
  afterAll(() => realm.stop());

  /** A run in which an administrator is at work just before the second look at the directory. */
  async function runSabotaged(work: () => Promise<void>): Promise<SyncResult> {
    let looks = 0;
    const directory: DirectoryPort = {
      ...realm.services.directory,
      observe: async () => {
        looks += 1;
        if (looks === 2) await work();
        return await realm.services.directory.observe();
      },
    };
    const stop = new AbortController().signal;
    return await syncAlone({ ...realm.services, directory }, { trigger: "sync", stop });
  }

  const replace = (rdn: string, type: string, value: string): Promise<void> =>
    asAdmin(realm.directory, (client) =>
      client.modify(`${rdn},${realm.directory.suffix}`, change("replace", type, value)),
    );

  it("is seen, told, kept with the run, and put right by the next one", async () => {
    const run = await runSabotaged(() => replace("uid=nvan,ou=people", "title", "Ai đó"));
    // A title is nothing that the proof recomputes.
    expect(run).toMatchObject({ state: "done", proof: { people: 2, unexplained: 0 } });

    await realm.deliver([{ table: "person", key: "P2", columns: { full_name: "Trần Thị Bưởi" } }]);
    const wrong = await runSabotaged(async () => {
      await replace("uid=nvan,ou=people", "mail", "khac@soctrang.gov.vn");
      await asAdmin(realm.directory, (client) =>
        client.del(`cn=unit-SNV,ou=groups,${realm.directory.suffix}`),
      );
    });
    const { proof } = wrong;
    const whats = proof?.differences.map(({ owner, what }) => `${owner} ${what}`);
    expect(whats).toEqual(
      expect.arrayContaining(["person:P1 address", "group:unit-SNV missing", "group:unit-SNV vanished"]),
    );
    expect(wrong.findings).toEqual(expect.arrayContaining(proofFindings(proof)));
    const kept = await realm.services.journal.run(realm.id, wrong.runId);
    expect(kept?.proof).toEqual(proof);

    expect(await realm.run()).toMatchObject({ state: "done", proof: { differences: [], unexplained: 0 } });
  });
});

describe("what is told of a proof", () => {
  let world: World;
  beforeAll(async () => {
    world = await freshWorld();
    await loadSmallProvince(world);
  });
  afterAll(() => world.stop());

  it("are its numbers: in the document and the lines of sync, in runs, in the service's log", async () => {
    const { length: people } = await world.query("SELECT FROM hr.person WHERE realm = $1", [REALM]);
    const first = await danhba(world, ["sync", "--json"]);
    const { proof } = first.json<{ readonly proof: Proof }>();
    expect(proof).toMatchObject({ people, unexplained: 0, differences: [] });
    expect(proof.entries).toBeGreaterThan(people);

    const numbers = `${people} người, ${proof.entries} mục`;
    const vi = await danhba(world, ["--lang", "vi", "sync"]);
    expect(vi.stdout).toContain(
      `Kiểm chứng độc lập: đã kiểm tra ${numbers}; 0 chỗ khác không có gì giải thích`,
    );
    const en = await danhba(world, ["--lang", "en", "sync"]);
    expect(en.stdout).toContain(
      `Independent check: looked at ${people} people, ${proof.entries} entries; 0 differences that nothing explains`,
    );
    const runs = await danhba(world, ["runs", "--json"]);
    const [newest] = runs.json<{ readonly runs: readonly { readonly proof: Proof }[] }>().runs;
    expect(newest?.proof).toEqual(proof);

    const daemon = await startDaemon(world);
    const { differences: _differences, ...told } = proof;
    expect(daemon.runs()[0]).toMatchObject({ trigger: "start", proof: told });
    await daemon.stop();
  });
});
