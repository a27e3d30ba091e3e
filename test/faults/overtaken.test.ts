import type { Client } from "ldapts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Operation } from "../../src/model/change.ts";
import type { RealmServices } from "../../src/reconcile/realm-services.ts";
import { type SyncResult, syncAlone } from "../../src/reconcile/sync.ts";
import { asAdmin, branchOf, change } from "../support/directory.ts";
import { freshRealm, type RealRealm } from "../support/real-realm.ts";
import { reportFault } from "./fault-report.ts";
import { THREE_PEOPLE } from "./three-people.ts";

let realm: RealRealm;
const stop = new AbortController().signal;

beforeAll(async () => {
  realm = await freshRealm("soctrang");
  await realm.deliver(THREE_PEOPLE);
  expect(await realm.run()).toMatchObject({ state: "done", failed: [] });
});
afterAll(() => realm.stop());

const person = async (
  id: string,
): Promise<{ dn: string; attributes: Readonly<Record<string, readonly string[]>> }> => {
  const all = await realm.services.directory.observe();
  const found = all.find(({ attributes }) => attributes.employeeNumber?.[0] === id);
  if (found === undefined) throw new Error(`${id} has no entry`);
  return found;
};
const office = () => `cn=unit-SNV,${branchOf(realm.directory, "groups")}`;
const members = async (): Promise<readonly string[]> =>
  (await realm.services.directory.read(office()))?.attributes.member ?? [];

/** Somebody's own hand comes before every write, or transaction. */
function withHand(before: (operations: readonly Operation[]) => Promise<void>): RealmServices {
  const { directory } = realm.services;
  return {
    ...realm.services,
    directory: {
      ...directory,
      get writing() {
        return directory.writing;
      },
      write: async (operation) => {
        await before([operation]);
        await directory.write(operation);
      },
      writeTogether: async (operations) => {
        await before(operations);
        await directory.writeTogether(operations);
      },
    },
  };
}

/** A run in which somebody edits the directory just before the first write that `when` names. */
async function runWithEdit(
  when: (operation: Operation) => boolean,
  edit: (client: Client) => Promise<unknown>,
): Promise<SyncResult> {
  let isEdited = false;
  const services = withHand(async (operations) => {
    if (isEdited || !operations.some(when)) return;
    isEdited = true;
    await asAdmin(realm.directory, edit);
  });
  const result = await syncAlone(services, { trigger: "sync", stop });
  expect(isEdited, "the write that was waited for").toBe(true);
  return result;
}

/** Mended within the same call: nothing has failed, and nothing is left to do. */
async function expectMended(fault: string, result: SyncResult): Promise<void> {
  expect(result).toMatchObject({ state: "done", failed: [], held: [] });
  const runs = await realm.services.journal.runs(realm.id, 3);
  const overtaken = runs.filter(({ state, id }) => state === "failed" && id < result.runId);
  expect(await realm.run()).toMatchObject({ applied: 0, drift: [], proof: { unexplained: 0 } });
  const codes = overtaken[0]?.failed.map(({ code }) => code) ?? [];
  reportFault({
    fault: `${fault} between plan and write`,
    written: `${result.applied} item(s), each planned on what was there`,
    status: 0,
    message: codes.length === 0 ? "not in the way of the write" : `refused once: ${codes.join(", ")}`,
    end: "as HR has it; a further run finds nothing",
  });
}

describe("an edit by hand between plan and write", () => {
  it("of the value that is replaced is seen, and the item is planned again", async () => {
    const { dn } = await person("P1");
    await realm.deliver([{ table: "person", key: "P1", columns: { phone: "0299 000 002" } }]);
    const result = await runWithEdit(
      (operation) => operation.op === "modify" && operation.dn === dn,
      (client) => client.modify(dn, change("replace", "telephoneNumber", "666")),
    );
    await expectMended("a value edited", result);
    expect((await person("P1")).attributes.telephoneNumber).toEqual(["0299 000 002"]);
  });

  it("that renames the entry is followed", async () => {
    const { dn } = await person("P1");
    await realm.deliver([{ table: "person", key: "P1", columns: { phone: "0299 000 003" } }]);
    const result = await runWithEdit(
      (operation) => operation.op === "modify" && operation.dn === dn,
      (client) => client.modifyDN(dn, "uid=elsewhere"),
    );
    await expectMended("an entry renamed", result);
    const entry = await person("P1");
    expect({ dn: entry.dn, phone: entry.attributes.telephoneNumber }).toEqual({
      dn,
      phone: ["0299 000 003"],
    });
    expect(await members()).toContain(dn);
  });

  it("that deletes the entry makes it anew", async () => {
    const { dn } = await person("P2");
    await realm.deliver([{ table: "person", key: "P2", columns: { phone: "0299 000 004" } }]);
    const result = await runWithEdit(
      (operation) => operation.op === "modify" && operation.dn === dn,
      (client) => client.del(dn),
    );
    await expectMended("an entry deleted", result);
    expect((await person("P2")).attributes.telephoneNumber).toEqual(["0299 000 004"]);
    expect(await members()).toContain(dn);
  });

  it("that takes the member out whom the item takes out too is no failure", async () => {
    const { dn } = await person("P3");
    await realm.deliver([
      { table: "person", key: "P3", columns: { status: "retired", decision_no: "9/QĐ" } },
    ]);
    const result = await runWithEdit(
      (operation) => operation.op === "modify" && operation.dn === office(),
      (client) => client.modify(office(), change("delete", "member", dn)),
    );
    await expectMended("a member removed", result);
    expect(await members()).not.toContain(dn);
  });

  it("that locks the account which the item locks is no failure", async () => {
    const { dn } = await person("P2");
    await realm.deliver([
      { table: "person", key: "P2", columns: { status: "long_leave", decision_no: "8/QĐ" } },
    ]);
    const result = await runWithEdit(
      (operation) => operation.op === "modify" && operation.dn === dn,
      (client) => client.modify(dn, change("replace", "pwdAccountLockedTime", "000001010000Z")),
    );
    await expectMended("an account locked", result);
    expect((await person("P2")).attributes.danhbaStatus).toEqual(["suspended"]);
  });

  it("goes on for ever in vain: after two further runs the item counts as failed", async () => {
    const { dn } = await person("P1");
    await realm.deliver([{ table: "person", key: "P1", columns: { phone: "0299 000 005" } }]);
    let edits = 0;
    const services = withHand(async (operations) => {
      if (!operations.some((operation) => operation.op === "modify" && operation.dn === dn)) return;
      edits += 1;
      const value = String(600 + edits);
      await asAdmin(realm.directory, (client) =>
        client.modify(dn, change("replace", "telephoneNumber", value)),
      );
    });
    const result = await syncAlone(services, { trigger: "sync", stop });
    expect(edits).toBe(3);
    expect(result).toMatchObject({ state: "failed", applied: 0, failed: [{ code: "assertionFailed" }] });
    expect(await realm.run()).toMatchObject({ state: "done", applied: 1, failed: [] });
  });
});
