import { describe, expect, it } from "vitest";
import { sync } from "../../../src/reconcile/sync.ts";
import { REALM, unit } from "../../support/fakes/province.ts";
import { openWorld } from "../../support/fakes/world.ts";
import {
  AN,
  BINH,
  ENTRIES_OF_TWO,
  faultOf,
  kindsLogged,
  NOBODY,
  personDn,
  refusing,
  SNV,
  SYT,
  settled,
  TWO,
} from "./two-people.ts";

describe("a refused operation", () => {
  it("fails its item and what requires it; all others are applied, and the next run mends it", async () => {
    const world = openWorld({ ...TWO, units: [SNV, unit("P1", "Phòng Một", { parentCode: "SNV" }), SYT] });
    world.directory.trouble = refusing(
      "constraintViolation",
      ({ op, dn }) => op === "add" && dn.startsWith("danhbaUnit=SNV"),
    );
    const result = await world.run();
    expect(result.state).toBe("failed");
    expect(result.failed).toEqual([
      {
        owner: "unit:SNV",
        dn: `danhbaUnit=SNV,ou=units,${REALM.suffix}`,
        code: "constraintViolation",
        params: expect.objectContaining({ result: "constraintViolation" }),
      },
    ]);
    const states = new Map(world.journal.state.items.map(({ item, state }) => [item.owner, state]));
    expect(states.get("unit:SNV")).toBe("failed");
    expect(states.get("unit:P1")).toBe("dropped");
    expect(states.get("person:p1")).toBe("applied");
    world.directory.trouble = () => null;
    expect((await world.run()).state).toBe("done");
    expect(new Set(kindsLogged(world)).size).toBe(world.verifiedLog().length);
  });

  it("in the middle of an item is logged as far as the item came", async () => {
    const world = await settled(TWO);
    world.directory.trouble = refusing("insufficientAccessRights", ({ dn }) => dn.startsWith("cn=unit-SNV"));
    world.feed.load({ ...TWO, people: [{ ...AN, requestedLocalPart: "an.nv" }, BINH] });
    const result = await world.run();
    expect(result).toMatchObject({ state: "failed", failed: [{ owner: "person:p1" }] });
    const { record } = world.verifiedLog().at(-1) ?? {};
    expect(record).toMatchObject({ isComplete: false, dn: personDn("an.nv"), dnBefore: personDn("annv") });
    expect(record?.after.mail).toEqual(["an.nv@soctrang.gov.vn"]);
    expect(record?.references.every(({ dn }) => !dn.startsWith("cn=unit-SNV"))).toBe(true);

    world.directory.trouble = () => null;
    expect((await world.run()).state).toBe("done");
    expect(world.entry("cn=unit-SNV").attributes.member).toEqual([
      NOBODY,
      personDn("binhtt"),
      personDn("an.nv"),
    ]);
  });

  it("ends nothing when an administrator changed, between look and write, what the plan rests on: it is planned again", async () => {
    const world = await settled(TWO);
    world.feed.load({ ...TWO, people: [AN, { ...BINH, fullName: "Trần Thị Bình An" }] });
    let isTampered = false;
    world.directory.trouble = ({ dn }) => {
      if (!isTampered && dn === personDn("binhtt")) world.directory.tamper(dn, { cn: ["Ai đó"] });
      isTampered ||= dn === personDn("binhtt");
      return null;
    };
    const result = await world.run();
    expect(result).toMatchObject({ state: "done", failed: [], applied: 1 });
    const [overtaken] = world.journal.state.runs.filter(({ state }) => state === "failed");
    expect(overtaken?.failed).toMatchObject([{ owner: "person:p2", code: "assertionFailed" }]);
    expect(world.entry("uid=binhtt").attributes.cn).toEqual(["Trần Thị Bình An"]);
  });
});

describe("a run that ends early", () => {
  it("records a fault of the directory and leaves the item in doubt for the next run", async () => {
    const world = await settled(TWO);
    world.feed.load({ ...TWO, people: [{ ...AN, status: "retired" }, BINH] });
    world.directory.trouble = () => ({ lose: "after" });
    expect(await faultOf(world.run())).toBe("LDAP_UNREACHABLE");
    expect(world.journal.state.runs.at(-1)).toMatchObject({ state: "aborted", fault: "LDAP_UNREACHABLE" });
    expect(world.journal.state.items.filter(({ state }) => state === "intent")).toHaveLength(1);
    world.directory.trouble = () => null;
    expect((await world.run()).state).toBe("done");
    expect(kindsLogged(world).filter((line) => line === "person:p1 disable+group")).toHaveLength(1);
  });

  it.each(["1st", "last"])(
    "finishes the item in hand when asked to stop during the %s one, and says so",
    async (which) => {
      const world = openWorld(TWO);
      const stop = new AbortController();
      const adds = which === "1st" ? 1 : ENTRIES_OF_TWO - 1;
      world.directory.trouble = () => {
        if (world.directory.written.filter(({ op }) => op === "add").length === adds - 1) stop.abort();
        return null;
      };
      const result = await world.run({ stop: stop.signal });
      expect(result.state).toBe("stopped");
      expect(result.applied).toBe(world.verifiedLog().length);
      expect(result.applied).toBeLessThan(ENTRIES_OF_TWO);
      expect(await world.journal.lastCursor(REALM.id)).toBeNull();
      world.directory.trouble = () => null;
      expect((await world.run()).state).toBe("done");
      expect(world.verifiedLog()).toHaveLength(ENTRIES_OF_TWO);
    },
  );

  it("refuses a reviewed plan that is no longer the plan, before anything is written", async () => {
    const world = openWorld(TWO);
    const { plan } = await world.plan();
    world.feed.load({ ...TWO, people: [AN] });
    expect(await faultOf(world.run({ onlyDigest: plan.digest }))).toBe("PLAN_STALE");
    expect(world.directory.written).toEqual([]);
    world.feed.load(TWO);
    expect(await world.run({ onlyDigest: plan.digest })).toMatchObject({
      state: "done",
      digest: plan.digest,
    });
  });

  it("stops before its next write when another takes over the realm, and logs nothing itself", async () => {
    const world = openWorld(TWO);
    world.directory.trouble = () => {
      if (world.directory.written.length === 2) world.journal.breakLease();
      return null;
    };
    expect(await faultOf(world.run())).toBe("LEASE_LOST");
    expect(world.directory.written).toHaveLength(3);
    expect(world.verifiedLog()).toEqual([]);
    world.directory.trouble = () => null;
    expect((await world.run()).state).toBe("done");
    expect(kindsLogged(world)).toHaveLength(ENTRIES_OF_TWO);
  });

  it("is refused from the start while another holds the lease", async () => {
    const world = openWorld(TWO);
    const lease = await world.journal.acquireLease(REALM.id);
    expect(await faultOf(world.run())).toBe("LEASE_HELD");
    world.journal.breakLease();
    const options = { trigger: "sync", stop: new AbortController().signal } as const;
    expect(await faultOf(sync(world.services, lease, options))).toBe("LEASE_LOST");
  });
});
