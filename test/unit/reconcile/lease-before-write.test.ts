import { describe, expect, it } from "vitest";
import { DanhbaError } from "../../../src/model/error.ts";
import type { Lease } from "../../../src/ports/journal-port.ts";
import { sync } from "../../../src/reconcile/sync.ts";
import { REALM } from "../../support/fakes/province.ts";
import { openWorld, type World } from "../../support/fakes/world.ts";
import { TWO } from "./two-people.ts";

/** The world's lease, as its holder sees it who has not heard of the database for long. */
async function unsureOf(world: World, confirm: () => Promise<void>): Promise<Lease> {
  const lease = await world.journal.acquireLease(REALM.id);
  return { ...lease, isFresh: () => false, confirm };
}

const syncUnder = (world: World, lease: Lease) =>
  sync(world.services, lease, { trigger: "sync", stop: new AbortController().signal });

describe("a holder that cannot be sure of its lease", () => {
  it("asks before every write, and goes on where nobody else has it", async () => {
    const world = openWorld(TWO);
    let asked = 0;
    const lease = await unsureOf(world, async () => {
      asked += 1;
    });
    expect(await syncUnder(world, lease)).toMatchObject({ state: "done", failed: [] });
    expect(asked).toBe(world.directory.written.length);
    expect(asked).toBeGreaterThan(0);
  });

  it.each([0, 1, 5])("writes nothing more when another has it: after %i writes", async (before) => {
    const world = openWorld(TWO);
    const lease = await unsureOf(world, async () => {
      if (world.directory.written.length < before) return;
      world.journal.breakLease();
      throw new DanhbaError("LEASE_LOST", { realm: REALM.id });
    });
    await expect(syncUnder(world, lease)).rejects.toMatchObject({ code: "LEASE_LOST" });
    expect(world.directory.written).toHaveLength(before);
    expect(world.verifiedLog()).toEqual([]);
    expect(await world.run()).toMatchObject({ state: "done", failed: [] });
    expect(world.journal.state.items.filter(({ state }) => state === "intent")).toEqual([]);
  });

  it("leaves alone what is in doubt when another has it", async () => {
    const world = openWorld(TWO);
    world.directory.trouble = () => (world.directory.written.length === 5 ? { lose: "before" } : null);
    await expect(world.run()).rejects.toThrow("LDAP_UNREACHABLE");
    world.directory.trouble = () => null;
    const written = world.directory.written.length;
    const lease = await unsureOf(world, async () => {
      world.journal.breakLease();
      throw new DanhbaError("LEASE_LOST", { realm: REALM.id });
    });
    await expect(syncUnder(world, lease)).rejects.toMatchObject({ code: "LEASE_LOST" });
    expect(world.directory.written).toHaveLength(written);
  });
});
