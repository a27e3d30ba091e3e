import { describe, expect, it } from "vitest";
import { DanhbaError } from "../../../src/model/error.ts";
import { RefusalStreak } from "../../../src/reconcile/refusal-streak.ts";
import { person, post } from "../../support/fakes/province.ts";
import { openWorld } from "../../support/fakes/world.ts";
import { faultOf, refusing, settled, TWO } from "./two-people.ts";

const refusal = (result: string) => new DanhbaError("LDAP_REFUSED", { dn: "uid=a", result });

/** After how many refusals in a row the server is to blame; null: not after a thousand. */
function length(result: string): number | null {
  const streak = new RefusalStreak();
  for (let count = 1; count <= 1_000; count += 1) {
    const fault = streak.add(refusal(result));
    if (fault !== null) {
      expect(fault).toMatchObject({ code: "LDAP_REFUSED", params: { result, inARow: count } });
      return count;
    }
  }
  return null;
}

describe("refusals in a row", () => {
  it.each<[result: string, count: number | null]>([
    ["referral", 1],
    ["unavailableCriticalExtension", 1],
    ["unwillingToPerform", 20],
    ["other", 20],
    ["insufficientAccessRights", 20],
    ["adminLimitExceeded", 20],
    ["objectClassViolation", null],
    ["constraintViolation", null],
    ["invalidAttributeSyntax", null],
    ["entryAlreadyExists", null],
    ["noSuchObject", null],
    ["assertionFailed", null],
  ])("%s: the server is to blame after %s", (result, count) => {
    expect(length(result)).toBe(count);
  });

  it("begin anew after a write that was accepted, and after another code", () => {
    const streak = new RefusalStreak();
    for (let count = 0; count < 19; count += 1) streak.add(refusal("other"));
    streak.end();
    expect(streak.add(refusal("other"))).toBeNull();
    for (let count = 0; count < 18; count += 1) expect(streak.add(refusal("other"))).toBeNull();
    expect(streak.add(refusal("unwillingToPerform"))).toBeNull();
    expect(streak.add(refusal("other"))).toBeNull();
  });
});

describe("a directory that takes no writes", () => {
  const people = Array.from({ length: 30 }, (_, index) =>
    person(`q${index}`, "Lê Văn An", { requestedLocalPart: `levanan${index}` }),
  );
  const MANY = {
    ...TWO,
    people: [...TWO.people, ...people],
    appointments: [...TWO.appointments, ...people.map(({ id }) => post(id, "SYT"))],
  };

  const CALLED = { ...MANY, people: MANY.people.map((one) => ({ ...one, phone: "0299 111 111" })) };

  it("ends the run after twenty items instead of going through all, and no item is to blame", async () => {
    const world = await settled(MANY);
    const before = world.verifiedLog().length;
    world.feed.load(CALLED);
    let asked = 0;
    world.directory.trouble = () => {
      asked += 1;
      return { refuse: "unwillingToPerform" };
    };
    expect(await faultOf(world.run())).toBe("LDAP_REFUSED");
    expect(asked).toBe(20);
    expect(world.journal.state.runs.at(-1)).toMatchObject({ state: "aborted", fault: "LDAP_REFUSED" });
    expect(world.answers.state.refusals).toEqual([]);
    expect(world.verifiedLog()).toHaveLength(before);
    world.directory.trouble = () => null;
    expect(await world.run({ trigger: "feed" })).toMatchObject({ state: "done", applied: 32 });
  });

  it("is not what a refusal of many entries among others is", async () => {
    const world = openWorld(MANY);
    world.directory.trouble = refusing("unwillingToPerform", ({ dn }) => /^uid=[^,]*[02468],/.test(dn));
    const result = await world.run();
    expect(result.state).toBe("failed");
    expect(result.applied).toBe(world.verifiedLog().length);
  });
});
