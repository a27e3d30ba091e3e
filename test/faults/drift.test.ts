import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Client } from "ldapts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PROJECT_ROOT } from "../../src/dev/services/project-root.ts";
import type { Drift } from "../../src/model/drift.ts";
import { DRIFT_TEXT } from "../../src/texts/drift.ts";
import {
  addForeigner,
  dnOf,
  groupsOf,
  mustSee,
  personDn,
  seeContents,
  seePerson,
  seeVersions,
} from "../e2e/directory-view.ts";
import { countLogged } from "../e2e/memory-view.ts";
import { hire, loadSmallProvince, setPerson, setStatus, transfer } from "../e2e/small-province.ts";
import { danhba, mustSync, type Outcome, type SyncDocument } from "../support/danhba.ts";
import { asAdmin, branchOf, change } from "../support/directory.ts";
import { backUp, restore } from "../support/slapd-backup.ts";
import { freshWorld, type World } from "../support/world.ts";
import { reportFault } from "./fault-report.ts";

type Document = SyncDocument & { readonly drift: readonly Drift[] };

const APPROVAL = ["--operator", "Trần Thị Duyệt", "--reason", "Công văn 5/SNV", "--json"];
const OWN_EQUAL = "directory, ledger and log as undisturbed";

let undisturbed: World;
let world: World;

beforeAll(async () => {
  [undisturbed, world] = await Promise.all([freshWorld(), freshWorld()]);
  for (const one of [undisturbed, world]) {
    await loadSmallProvince(one);
    await mustSync(one);
    await setStatus(one, ["P12"], "retired");
    await mustSync(one);
  }
});
afterAll(async () => {
  await undisturbed.stop();
  await world.stop();
});

const sync = (...args: string[]): Promise<Outcome> => danhba(world, [...args, "sync", "--json"]);
const group = (name: string) => `cn=${name},${branchOf(world.directory, "groups")}`;
const agency = (name: string) => `uid=${name},${branchOf(world.directory, "agencies")}`;
const admin = (work: (client: Client) => Promise<unknown>) => asAdmin(world.directory, work);

/** The world is in the end what it would be without any fault. */
async function expectUndisturbed(): Promise<void> {
  expect(await seeContents(world)).toEqual(await seeContents(undisturbed));
  const ledger = "SELECT local_part, owner, role FROM danhba.address ORDER BY local_part";
  expect(await world.query(ledger)).toEqual(await undisturbed.query(ledger));
  expect(await danhba(world, ["log", "verify"])).toMatchObject({ status: 0 });
  expect(await mustSync(world)).toMatchObject({ applied: 0, drift: [], held: [] });
}

/** Edits of every sort. @returns owner → what is to be told of it */
async function editByHand(): Promise<Map<string, string>> {
  const dn: Record<string, string> = {};
  for (const id of ["P01", "P04", "P05", "P08", "P10", "P12"]) dn[id] = dnOf(await mustSee(world, id));
  const [unitGroup] = await groupsOf(world, dn.P04 ?? "");
  // Whoever is gone, or has another name, leaves a member behind who is nobody.
  const bereft = new Set([
    ...(await groupsOf(world, dn.P08 ?? "")),
    ...(await groupsOf(world, dn.P10 ?? "")),
  ]);
  await admin(async (client) => {
    await client.modify(dn.P01 ?? "", [
      change("replace", "telephoneNumber", "0000"),
      change("replace", "mail", "boss@soctrang.gov.vn"),
    ]);
    await client.modify(dn.P12 ?? "", change("delete", "pwdAccountLockedTime"));
    await client.modify(group(unitGroup ?? ""), change("delete", "member", dn.P04 ?? ""));
    await client.modify(group("heads"), change("add", "member", dn.P05 ?? ""));
    await client.modifyDN(dn.P08 ?? "", "uid=somebody");
    await client.del(dn.P10 ?? "");
    await client.del(agency("phongcntt.sotttt"));
    await client.del(group("unit-HMX-TP"));
  });
  return new Map([
    ...[...bereft].map((name): [string, string] => [`group:${name}`, "edited member"]),
    ["person:P01", "edited mail,telephoneNumber"],
    ["person:P12", "edited pwdAccountLockedTime"],
    ["person:P04", "edited member"],
    ["person:P05", "edited member"],
    ["person:P08", "edited member,uid"],
    ["person:P10", "deleted "],
    ["agency:STTTT-CNTT", "deleted "],
    ["group:unit-HMX-TP", "deleted "],
    ["person:P11", "edited member"],
  ]);
}

const told = ({ drift }: Document, outcome: Drift["outcome"]): Map<string, string> =>
  new Map(
    drift
      .filter((one) => one.outcome === outcome)
      .map(({ owner, what, attributes }) => [owner, `${what} ${attributes.join(",")}`]),
  );

describe("edits by hand of every sort", () => {
  it("are corrected and told apart from what HR changed, and what is somebody else's is only told", async () => {
    for (const one of [undisturbed, world]) await setPerson(one, "P03", "phone", "0299 333 333");
    await mustSync(undisturbed);
    const expected = await editByHand();
    for (const one of [undisturbed, world]) await addForeigner(one, "stranger", "x@elsewhere.example");
    const logged = await countLogged(world);

    const outcome = await sync();
    const document = outcome.json<Document>();
    expect(outcome.status, outcome.stdout).toBe(0);
    expect(told(document, "corrected")).toEqual(expected);
    expect(document.drift).toHaveLength(expected.size);
    const writers = new Map(document.drift.map(({ owner, by }) => [owner, by]));
    for (const id of ["P01", "P04", "P05", "P08", "P12"])
      expect(writers.get(`person:${id}`), id).toBe(world.directory.adminDn);
    expect(writers.get("person:P10")).toBeNull();
    // P03 is HR's.
    expect(document.applied).toBe(expected.size + 1);
    expect(await countLogged(world)).toBe(logged + expected.size + 1);
    const stranger = personDn(world, "stranger");
    expect(document.findings).toContainEqual(
      expect.objectContaining({ code: "UNKNOWN_ENTRY", message: expect.stringContaining(stranger) }),
    );
    const runs = (await danhba(world, ["runs", "--json"])).json<{ runs: readonly Document[] }>().runs;
    expect(runs[0]?.drift).toEqual(document.drift);

    await expectUndisturbed();
    reportFault({
      fault: `edits by hand of ${expected.size} entries, one foreign entry added`,
      written: `${expected.size} corrections beside 1 change of HR's, each logged once`,
      status: outcome.status,
      message: `${DRIFT_TEXT.en} (${document.drift.length})`,
      end: OWN_EQUAL,
    });
  });

  it("are only told, run after run, where the realm wants it so, until HR changes the entry or the setting", async () => {
    const config = join(world.dir, "report");
    await cp(join(PROJECT_ROOT, "config"), config, { recursive: true });
    const yaml = await readFile(join(config, "danhba.yaml"), "utf8");
    const file = join(config, "danhba.yaml");
    await writeFile(file, yaml.replace("    gate:", "    drift: report\n    gate:"));
    const expected = await editByHand();
    const logged = await countLogged(world);
    const before = await seeContents(world);
    for (const _again of [1, 2]) {
      const outcome = await sync("--config", file);
      expect(outcome.status, outcome.stdout).toBe(0);
      expect(outcome.json<Document>()).toMatchObject({ state: "done", applied: 0, held: [], failed: [] });
      expect(told(outcome.json<Document>(), "reported")).toEqual(expected);
    }
    expect(await seeContents(world)).toEqual(before);
    expect(await countLogged(world)).toBe(logged);

    for (const one of [undisturbed, world]) await setPerson(one, "P01", "phone", "0299 111 111");
    await mustSync(undisturbed);
    const changed = await sync("--config", file);
    expect(changed.json<Document>()).toMatchObject({ applied: 1 });
    expected.delete("person:P01");
    expect(told(changed.json<Document>(), "reported")).toEqual(expected);
    expect(await mustSee(world, "P01")).toMatchObject({
      telephoneNumber: ["0299 111 111"],
      mail: (await mustSee(undisturbed, "P01")).mail,
    });

    const corrected = await sync();
    expect(corrected.status).toBe(0);
    expect(told(corrected.json<Document>(), "corrected")).toEqual(expected);
    await expectUndisturbed();
    reportFault({
      fault: `edits by hand of ${expected.size + 1} entries, drift: report`,
      written: "nothing in 2 runs; 1 entry with HR's change of it",
      status: 0,
      message: `${expected.size + 1} reported`,
      end: `after drift: correct, ${OWN_EQUAL}`,
    });
  });

  it("of more entries than the gate allows wait for an operator", async () => {
    const ids = ["P01", "P02", "P03", "P04", "P05", "P06", "P07", "P08", "P09", "P10", "P11"];
    const dns = await Promise.all(ids.map(async (id) => dnOf(await mustSee(world, id))));
    await admin(async (client) => {
      for (const dn of dns) await client.modify(dn, change("replace", "title", "Nobody"));
    });
    const versions = await seeVersions(world);
    const held = await sync();
    const document = held.json<Document>();
    expect(held.status, held.stdout).toBe(3);
    expect(document).toMatchObject({ applied: 0, state: "held" });
    expect(document.drift.map(({ outcome }) => outcome)).toEqual(ids.map(() => "held"));
    expect(await seeVersions(world)).toEqual(versions);
    const approved = await danhba(world, ["approve", String(document.runId), ...APPROVAL]);
    expect(approved.status, approved.stdout).toBe(0);
    await expectUndisturbed();
    reportFault({
      fault: `${ids.length} entries edited at once`,
      written: "nothing",
      status: held.status,
      message: document.held[0]?.message ?? "",
      end: `after approve, ${OWN_EQUAL}`,
    });
  });
});

describe("an old backup that is restored", () => {
  it("is recognised, nothing is written until an operator approves, and then all is as undisturbed", async () => {
    const backup = await backUp(world.directory);
    for (const one of [undisturbed, world]) {
      await setPerson(one, "P01", "phone", "0299 999 001");
      await hire(one, "N1", "Nguyễn Hữu Danh", "SNV");
      await setStatus(one, ["P02"], "retired");
      await transfer(one, "P05", "SNV", "77/QĐ");
      await mustSync(one);
    }
    await restore(world.directory, backup);
    expect(await seePerson(world, "N1")).toBeNull();
    const versions = await seeVersions(world);
    const logged = await countLogged(world);

    const outcomes = [await sync(), await sync()];
    for (const outcome of outcomes) {
      const document = outcome.json<Document>();
      expect(outcome.status, outcome.stdout).toBe(3);
      expect(document).toMatchObject({ state: "held", applied: 0, failed: [] });
      expect(document.held.map(({ rule }) => rule)).toContain("restored");
      expect(document.findings.map(({ code }) => code)).toContain("DIRECTORY_RESTORED");
      expect([...told(document, "held").keys()]).toEqual(
        expect.arrayContaining(["person:N1", "person:P01", "person:P02", "person:P05"]),
      );
      expect(document.drift.every((one) => one.outcome === "held")).toBe(true);
    }
    expect(await seeVersions(world)).toEqual(versions);
    expect(await countLogged(world)).toBe(logged);

    const last = outcomes[1]?.json<Document>();
    const approved = await danhba(world, ["approve", String(last?.runId), ...APPROVAL]);
    expect(approved.status, approved.stdout).toBe(0);
    await expectUndisturbed();
    const after = (await mustSync(world)) as Document;
    expect(after.findings.map(({ code }) => code)).not.toContain("DIRECTORY_RESTORED");
    reportFault({
      fault: "slapd restored from a backup that is 4 changes old",
      written: "nothing in 2 runs",
      status: outcomes[0]?.status ?? null,
      message: last?.findings.find(({ code }) => code === "DIRECTORY_RESTORED")?.message ?? "",
      end: `after approve, ${OWN_EQUAL}`,
    });
  });
});
