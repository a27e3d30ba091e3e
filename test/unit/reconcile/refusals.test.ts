import { describe, expect, it } from "vitest";
import type { RunTrigger } from "../../../src/ports/journal-port.ts";
import { person, post, REALM, unit } from "../../support/fakes/province.ts";
import { openWorld, type World } from "../../support/fakes/world.ts";
import { AN, BINH, kindsLogged, personDn, refusing, SNV, SYT, settled, TWO } from "./two-people.ts";

const MINUTE = 60_000;
const MOVED = { ...TWO, people: [AN, { ...BINH, fullName: "Trần Thị Bình An" }] };

/** The directory refuses whatever is written to this entry. */
const refuse = (world: World, dn: string, code = "constraintViolation"): void => {
  world.directory.trouble = refusing(code, (operation) => operation.dn === dn);
};

const run = (world: World, trigger: RunTrigger) => world.run({ trigger });

/** How often the directory was asked to write to this entry. */
function tries(world: World, dn: string): () => number {
  let count = 0;
  const { trouble } = world.directory;
  world.directory.trouble = (operation) => {
    if (operation.dn === dn) count += 1;
    return trouble(operation);
  };
  return () => count;
}

/** A settled world in which p2's new name is refused. */
async function refused(): Promise<{ world: World; tried: () => number }> {
  const world = await settled(TWO);
  world.feed.load(MOVED);
  refuse(world, personDn("binhtt"));
  const tried = tries(world, personDn("binhtt"));
  expect(await run(world, "feed")).toMatchObject({ state: "failed", failed: [{ owner: "person:p2" }] });
  return { world, tried };
}

const stored = (world: World) => world.answers.state.refusals;

const pass = (world: World, milliseconds: number): void =>
  world.clock.set(new Date(world.clock.now() + milliseconds).toISOString());

describe("an item that the directory refused", () => {
  it("is remembered with its code, the time, and when it is tried again", async () => {
    const { world } = await refused();
    expect(stored(world)).toEqual([
      {
        owner: "person:p2",
        digest: expect.stringMatching(/^[0-9a-f]{64}$/),
        code: "constraintViolation",
        detail: "refused by the fake",
        attempts: 1,
        firstAt: new Date(world.clock.now()).toISOString(),
        lastAt: new Date(world.clock.now()).toISOString(),
        nextAt: new Date(world.clock.now() + 5 * MINUTE).toISOString(),
      },
    ]);
  });

  it.each<RunTrigger>(["schedule", "feed", "due", "start", "drift"])(
    "waits in a run by %s, is told as failed with the next try, and keeps the run from being done",
    async (trigger) => {
      const { world, tried } = await refused();
      const [refusal] = stored(world);
      pass(world, 4 * MINUTE);
      const result = await run(world, trigger);
      expect(tried()).toBe(1);
      expect(result.state).toBe("failed");
      expect(result.failed).toEqual([
        {
          owner: "person:p2",
          dn: personDn("binhtt"),
          code: "constraintViolation",
          params: {
            dn: personDn("binhtt"),
            result: "constraintViolation",
            detail: "refused by the fake",
            attempts: 1,
            since: refusal?.firstAt,
            nextAt: refusal?.nextAt,
          },
        },
      ]);
      expect(stored(world)).toEqual([refusal]);
    },
  );

  it.each<RunTrigger>(["sync", "approve"])("is tried at once when a person asks, by %s", async (trigger) => {
    const { world, tried } = await refused();
    expect((await run(world, trigger)).state).toBe("failed");
    expect(tried()).toBe(2);
    expect(stored(world)).toMatchObject([{ attempts: 2 }]);
  });

  it("is tried when its pause is over, with pauses that double up to a day", async () => {
    const { world, tried } = await refused();
    const pauses: number[] = [];
    for (let attempt = 2; attempt <= 9; attempt += 1) {
      const next = Date.parse(stored(world)[0]?.nextAt ?? "");
      pauses.push((next - world.clock.now()) / MINUTE);
      pass(world, next - world.clock.now() - 1);
      await run(world, "due");
      expect(tried()).toBe(attempt - 1);
      pass(world, 1);
      await run(world, "due");
      expect(tried()).toBe(attempt);
    }
    expect(pauses).toEqual([5, 10, 20, 40, 80, 160, 320, 640]);
    expect(Date.parse(stored(world)[0]?.nextAt ?? "") - world.clock.now()).toBe(1_280 * MINUTE);
  });

  it("never waits longer than a day", async () => {
    const world = await settled(TWO);
    const patient = { ...world.services, retries: { attempts: 50, firstMinutes: 1_000 } };
    Object.assign(world.services, patient);
    world.feed.load(MOVED);
    refuse(world, personDn("binhtt"));
    for (let attempt = 1; attempt <= 3; attempt += 1) await run(world, "sync");
    expect(Date.parse(stored(world)[0]?.nextAt ?? "") - world.clock.now()).toBe(1_440 * MINUTE);
  });

  it("is given up after so many refusals: told by a finding in every run, tried when a person asks", async () => {
    const world = await settled(TWO);
    Object.assign(world.services, { retries: { attempts: 2, firstMinutes: 5 } });
    world.feed.load(MOVED);
    refuse(world, personDn("binhtt"));
    const tried = tries(world, personDn("binhtt"));
    const since = new Date(world.clock.now()).toISOString();
    expect((await run(world, "feed")).findings.map(({ code }) => code)).not.toContain("ITEM_GIVEN_UP");
    pass(world, 5 * MINUTE);
    const finding = {
      code: "ITEM_GIVEN_UP",
      owner: "person:p2",
      params: { result: "constraintViolation", attempts: 2, since },
    };
    expect((await run(world, "due")).findings).toContainEqual(finding);
    pass(world, 400 * 24 * 60 * MINUTE);
    const later = await run(world, "schedule");
    expect(later).toMatchObject({
      state: "failed",
      failed: [{ owner: "person:p2", params: { attempts: 2 } }],
    });
    expect(later.failed[0]?.params).not.toHaveProperty("nextAt");
    expect(later.findings).toContainEqual(finding);
    expect(tried()).toBe(2);
    expect((await run(world, "sync")).findings).toContainEqual({
      ...finding,
      params: { ...finding.params, attempts: 3 },
    });
    expect(tried()).toBe(3);
    world.directory.trouble = () => null;
    const mended = await run(world, "sync");
    expect(mended).toMatchObject({ state: "done", failed: [] });
    expect(mended.findings.map(({ code }) => code)).not.toContain("ITEM_GIVEN_UP");
    expect(stored(world)).toEqual([]);
  });

  it("is tried at once, and counted anew, when HR wants something else", async () => {
    const { world, tried } = await refused();
    await run(world, "sync");
    world.feed.load({ ...TWO, people: [AN, { ...BINH, fullName: "Trần Thị Bình Minh" }] });
    expect((await run(world, "feed")).state).toBe("failed");
    expect(tried()).toBe(3);
    expect(stored(world)).toMatchObject([{ attempts: 1 }]);
  });

  it("is forgotten when nobody wants it any more", async () => {
    const { world } = await refused();
    world.feed.load(TWO);
    expect(await run(world, "feed")).toMatchObject({ state: "done", failed: [] });
    expect(stored(world)).toEqual([]);
  });

  it("is written down once, not in every run that finds it waiting", async () => {
    const { world } = await refused();
    const before = stored(world);
    await run(world, "feed");
    expect(stored(world)).toBe(before);
  });

  it("does not count while somebody else is faster", async () => {
    const world = await settled(TWO);
    world.feed.load(MOVED);
    refuse(world, personDn("binhtt"), "assertionFailed");
    expect((await run(world, "feed")).failed).toMatchObject([{ code: "assertionFailed" }]);
    expect(stored(world)).toEqual([]);
  });
});

describe("what requires an item that waits", () => {
  const DIVISION = unit("P1", "Phòng Một", { parentCode: "SNV" });

  async function withoutUnit(): Promise<World> {
    const world = openWorld({ ...TWO, units: [SNV, DIVISION, SYT] });
    refuse(world, `danhbaUnit=SNV,ou=units,${REALM.suffix}`);
    expect((await run(world, "feed")).failed.map(({ owner }) => owner)).toEqual(["unit:SNV"]);
    return world;
  }

  it("waits too, without being told as refused, and is done with it", async () => {
    const world = await withoutUnit();
    const tried = tries(world, `danhbaUnit=P1,danhbaUnit=SNV,ou=units,${REALM.suffix}`);
    const result = await run(world, "schedule");
    expect(result.failed.map(({ owner }) => owner)).toEqual(["unit:SNV"]);
    expect(tried()).toBe(0);
    world.directory.trouble = () => null;
    pass(world, 5 * MINUTE);
    expect(await run(world, "due")).toMatchObject({ state: "done", applied: 2 });
    expect(kindsLogged(world)).toContain("unit:P1 create");
  });

  it("lets all else be done meanwhile", async () => {
    const world = await withoutUnit();
    world.feed.load({
      ...TWO,
      units: [SNV, DIVISION, SYT],
      people: [AN, BINH, person("p3", "Lê Văn Cường")],
      appointments: [...TWO.appointments, post("p3", "SYT")],
    });
    expect(await run(world, "feed")).toMatchObject({ state: "failed", failed: [{ owner: "unit:SNV" }] });
    expect(kindsLogged(world)).toContain("person:p3 create");
  });
});

it("a run that is asked to stop forgets no refusal", async () => {
  const { world } = await refused();
  const before = stored(world);
  const stop = AbortSignal.abort();
  expect((await world.run({ trigger: "sync", stop })).state).toBe("stopped");
  expect(stored(world)).toEqual(before);
});
