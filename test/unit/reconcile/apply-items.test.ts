import { describe, expect, it } from "vitest";
import type { Operation } from "../../../src/model/change.ts";
import { DanhbaError } from "../../../src/model/error.ts";
import { APPLY_SIZES, type ApplySizes } from "../../../src/reconcile/apply-items.ts";
import type { FeedContent } from "../../support/fakes/fake-feed.ts";
import { person, post, REALM, unit } from "../../support/fakes/province.ts";
import { apply, content, logged, type Planned, planned, setPace, states } from "./applying.ts";
import { faultOf, refusing, settled } from "./two-people.ts";

const DELAYS = [2, 0, 3, 1];

const officeOf = (count: number): FeedContent => {
  const ids = Array.from({ length: count }, (_, index) => `q${String(index).padStart(3, "0")}`);
  return {
    units: [
      unit("SNV", "Sở Nội vụ", { mailboxName: "snv", headPersonId: "q000" }),
      unit("P1", "Phòng Một", { parentCode: "SNV" }),
    ],
    people: ids.map((id) => person(id, "Lê Văn An", { requestedLocalPart: `an.${id}` })),
    appointments: ids.map((id) => post(id, "P1")),
  };
};
const EMPTY_OFFICE = officeOf(0);

/** So many hires in an office that is there; `transactions` are as the server got them. */
async function hiring(
  count: number,
  { lanes = 2, sizes = APPLY_SIZES }: { readonly lanes?: number; readonly sizes?: ApplySizes } = {},
) {
  const change = await planned(EMPTY_OFFICE, officeOf(count));
  const pace = { lanes, sizes, delays: DELAYS };
  setPace(change.world, pace, true);
  const { directory } = change.world;
  const writeTogether = directory.writeTogether.bind(directory);
  const transactions: (readonly Operation[])[] = [];
  let atOnce = 0;
  let mostAtOnce = 0;
  directory.writeTogether = async (operations) => {
    transactions.push(operations);
    atOnce += 1;
    mostAtOnce = Math.max(mostAtOnce, atOnce);
    try {
      await writeTogether(operations);
    } finally {
      atOnce -= 1;
    }
  };
  return { change, pace, directory, transactions, mostAtOnce: () => mostAtOnce };
}

const isAdd =
  (uid: string) =>
  ({ op, dn }: Operation): boolean =>
    op === "add" && dn.startsWith(`uid=${uid},`);

const isOf = (operation: Operation, uid: string): boolean =>
  JSON.stringify(operation).includes(`uid=${uid},`);

const people = ({ items }: Planned): string[] =>
  items.map(({ owner }) => owner).filter((owner) => owner.startsWith("person:"));

describe("a transaction", () => {
  it("holds many items, and their memberships of one group as one write", async () => {
    const { change, pace, transactions } = await hiring(60);
    const { applied } = await apply(change, pace);
    expect(applied).toBe(change.items.length);
    expect(transactions).toHaveLength(1);
    const groups = (transactions[0] ?? []).filter(({ op, dn }) => op === "modify" && dn.startsWith("cn="));
    expect(new Set(groups.map(({ dn }) => dn)).size).toBe(groups.length);
    expect(groups.length).toBeGreaterThan(1);
    expect(change.items.flatMap(({ operations }) => operations).length).toBeGreaterThan(150);
  });

  it("is no larger than it may be, and several are under way at once", async () => {
    const sizes = { batch: 30, items: 4, operations: 7 };
    const { change, pace, transactions, mostAtOnce } = await hiring(40, { lanes: 3, sizes });
    await apply(change, pace);
    expect(Math.max(...transactions.map(({ length }) => length))).toBeLessThanOrEqual(7);
    expect(transactions.length).toBeGreaterThanOrEqual(change.items.length / 4);
    expect(mostAtOnce()).toBe(3);
  });

  it("holds an item as a whole, whatever its size", async () => {
    const sizes = { batch: 30, items: 4, operations: 1 };
    const { change, pace, transactions } = await hiring(5, { sizes });
    await apply(change, pace);
    expect(transactions.map(({ length }) => length)).toEqual(
      change.items.map(({ operations }) => operations.length),
    );
  });

  it("is not begun before the intent of all its items is committed", async () => {
    const sizes = { batch: 7, items: 3, operations: 50 };
    const { change, pace, directory } = await hiring(40, { lanes: 4, sizes });
    const { world, items } = change;
    let looked = 0;
    directory.trouble = (operation) => {
      const intended = new Set(
        world.journal.state.items.filter(({ state }) => state === "intent").map(({ item }) => item.owner),
      );
      expect(intended.size).toBeLessThanOrEqual(2 * sizes.batch);
      for (const { owner, dn } of items) {
        if (operation.op !== "add" || operation.dn !== dn) continue;
        expect(intended).toContain(owner);
        looked += 1;
      }
      return null;
    };
    await apply(change, pace);
    expect(looked).toBe(40);
    expect(logged(world)).toEqual(items.map(({ owner }) => `${owner} true`));
  });
});

describe("an item that the server refuses within a transaction", () => {
  it.each([
    ["named by the server", true, 12],
    ["named by nobody", false, 30],
  ])("fails alone, %s, after a few transactions", async (_how, isTelling, most) => {
    const { change, pace, directory, transactions } = await hiring(60);
    directory.isTelling = isTelling;
    directory.trouble = refusing("constraintViolation", isAdd("an.q023"));
    const { applied, failed } = await apply(change, pace);
    expect(failed).toMatchObject([
      { owner: "person:q023", code: "constraintViolation", params: { result: "constraintViolation" } },
    ]);
    expect(applied).toBe(change.items.length - 1);
    expect(transactions.length).toBeLessThanOrEqual(most);
    expect(directory.written.some((operation) => isOf(operation, "an.q023"))).toBe(false);
    expect(directory.written.some((operation) => isOf(operation, "an.q024"))).toBe(true);
  });

  it("fails alone when the server names a write that many have part in", async () => {
    const { change, pace, directory, transactions } = await hiring(60);
    directory.trouble = refusing(
      "attributeOrValueExists",
      (operation) => operation.op === "modify" && isOf(operation, "an.q042"),
    );
    const { failed } = await apply(change, pace);
    expect(failed.map(({ owner }) => owner)).toEqual(["person:q042"]);
    expect(transactions.length).toBeLessThanOrEqual(12);
  });

  it("takes with it what requires it, in whichever transaction that is", async () => {
    const change = await planned(null, officeOf(4));
    const pace = { lanes: 3, sizes: { batch: 5, items: 2, operations: 9 }, delays: DELAYS };
    setPace(change.world, pace, true);
    change.world.directory.trouble = refusing("objectClassViolation", ({ dn }) =>
      dn.startsWith("danhbaUnit=SNV,"),
    );
    const { failed } = await apply(change, pace);
    expect(failed.map(({ owner }) => owner)).toEqual(["unit:SNV"]);
    expect(states(change.world)).toMatchObject({
      "unit:SNV": "failed",
      "unit:P1": "dropped",
      "person:q001": "applied",
    });
  });

  it("is one of many without much ado: no more than two transactions for each", async () => {
    const { change, pace, directory, transactions } = await hiring(60);
    directory.trouble = refusing("objectClassViolation", ({ op }) => op === "add");
    const { failed } = await apply(change, pace);
    expect(failed).toHaveLength(60);
    expect(transactions.length).toBeLessThanOrEqual(130);
  });
});

describe("a server that refuses every transaction", () => {
  it("ends the run after twenty items, asked for little more than one at a time; none is in doubt", async () => {
    const sizes = { batch: 50, items: 10, operations: 100 };
    const { change, pace, directory, transactions } = await hiring(90, { lanes: 2, sizes });
    const { world } = change;
    directory.trouble = () => ({ refuse: "unwillingToPerform" });
    expect(await faultOf(apply(change, pace))).toBe("LDAP_REFUSED");
    expect(transactions.filter((operations) => operations.some(({ op }) => op === "add"))).toHaveLength(
      transactions.length,
    );
    expect(transactions.length).toBeLessThanOrEqual(20 + 2 * 3);
    const became = Object.values(states(world));
    expect(became.filter((state) => state === "failed").length).toBeGreaterThanOrEqual(20);
    expect(became.filter((state) => state === "intent")).toEqual([]);
    expect(logged(world)).toEqual([]);
  });

  it("because writes belong elsewhere is asked no further", async () => {
    const { change, pace, directory, transactions } = await hiring(30, { lanes: 1 });
    directory.trouble = () => ({ refuse: "referral" });
    expect(await faultOf(apply(change, pace))).toBe("LDAP_REFUSED");
    expect(transactions).toHaveLength(2);
  });
});

describe("a connection that is lost in a transaction", () => {
  const sizes = { batch: 20, items: 5, operations: 50 };
  /** Lost with the transaction of this person. */
  const losing = (uid: string, lose: "before" | "after") => (operation: Operation) =>
    isAdd(uid)(operation) ? { lose } : null;

  it.each(["before", "after"] as const)(
    "%s the server carried it out: what was done is found, the rest written plainly, and somebody is told",
    async (lose) => {
      const { change, pace, directory, transactions } = await hiring(60, { lanes: 3, sizes });
      let isLost = false;
      directory.trouble = (operation) => {
        if (isLost) return null;
        const trouble = losing("an.q017", lose)(operation);
        isLost = trouble !== null;
        return trouble;
      };
      const result = await apply(change, pace);
      expect(result).toEqual({
        applied: change.items.length,
        failed: [],
        findings: [{ code: "TRANSACTIONS_LOST", owner: "policy:realm", params: {} }],
        isStopped: false,
      });
      expect(transactions.length).toBeLessThan(60 / sizes.items);
      expect(directory.writing).toMatchObject({ isInTransactions: false, why: "lost" });
      const adds = directory.written.filter(({ op }) => op === "add").map(({ dn }) => dn);
      expect(new Set(adds).size).toBe(adds.length);
      const undisturbed = await hiring(60);
      await apply(undisturbed.change, undisturbed.pace);
      expect(content(directory)).toEqual(content(undisturbed.directory));
      expect(logged(change.world)).toEqual(logged(undisturbed.change.world));
    },
  );

  it.each(["before", "after"] as const)(
    "%s the server carried it out, and does not come back: the next run finds out",
    async (lose) => {
      const { change, pace, directory } = await hiring(60, { lanes: 3, sizes });
      const { world } = change;
      directory.trouble = losing("an.q017", lose);
      directory.isBack = false;
      expect(await faultOf(apply(change, pace))).toBe("LDAP_UNREACHABLE");
      const doubtful = world.journal.state.items.filter(({ state }) => state === "intent");
      expect(doubtful.length).toBeLessThanOrEqual(3 * sizes.items);
      expect(doubtful.map(({ item }) => item.owner)).toContain("person:q017");
      directory.isBack = true;
      directory.trouble = () => null;
      await directory.goWithoutTransactions();
      world.restart();
      expect(await world.run()).toMatchObject({ state: "done", failed: [] });
      const creations = world
        .verifiedLog()
        .map(({ record }) => record.owner)
        .filter((owner) => owner.startsWith("person:"));
      expect(creations.toSorted()).toEqual(people(change).toSorted());
    },
  );

  it("is told of by the run", async () => {
    const world = await settled(EMPTY_OFFICE);
    world.feed.load(officeOf(3));
    world.directory.take({ isInTransactions: true, lanes: 2 });
    let asked = 0;
    world.directory.trouble = () => {
      asked += 1;
      return asked === 1 ? { lose: "after" } : null;
    };
    const { state, findings } = await world.run();
    expect(state).toBe("done");
    expect(findings.map(({ code }) => code)).toContain("TRANSACTIONS_LOST");
  });
});

describe("a run in transactions that ends early", () => {
  const sizes = { batch: 20, items: 5, operations: 50 };

  it("finishes what is under way when asked to stop, and begins no other", async () => {
    const { change, pace, directory, transactions } = await hiring(60, { lanes: 2, sizes });
    const stop = new AbortController();
    directory.trouble = (operation) => {
      if (isAdd("an.q012")(operation)) stop.abort();
      return null;
    };
    const { applied, isStopped } = await apply(change, pace, { stop: stop.signal });
    expect(isStopped).toBe(true);
    const begun = transactions.flat().filter(({ op }) => op === "add").length;
    expect({ applied, logged: logged(change.world).length }).toEqual({ applied: begun, logged: begun });
    expect(begun).toBeLessThan(30);
    expect(Object.values(states(change.world))).not.toContain("intent");
  });

  it("writes nothing at all when it was asked to stop before", async () => {
    const { change, pace, transactions } = await hiring(5);
    expect(await apply(change, pace, { stop: AbortSignal.abort() })).toMatchObject({
      applied: 0,
      isStopped: true,
    });
    expect(transactions).toEqual([]);
    expect(states(change.world)).toEqual({});
  });

  it.each([1, 3])("begins no transaction once its lease is lost: after %i", async (before) => {
    const { change, pace, transactions } = await hiring(60, { lanes: 1, sizes });
    const { world } = change;
    const lease = {
      isFresh: () => false,
      confirm: async () => {
        if (transactions.length < before) return;
        world.journal.breakLease();
        throw new DanhbaError("LEASE_LOST", { realm: REALM.id });
      },
    };
    expect(await faultOf(apply(change, pace, { lease }))).toBe("LEASE_LOST");
    expect(transactions).toHaveLength(before);
    expect(Object.values(states(world))).toContain("intent");
  });

  it("begins no transaction once the database does not take what came of those before", async () => {
    const { change, pace, transactions } = await hiring(100, { lanes: 2, sizes });
    const { journal } = change.world;
    const settle = journal.settle.bind(journal);
    let settled = 0;
    Object.defineProperty(journal, "settle", {
      value: async (...values: Parameters<typeof settle>) => {
        settled += 1;
        if (settled === 2) throw new DanhbaError("DATABASE_UNREACHABLE", {});
        return await settle(...values);
      },
    });
    expect(await faultOf(apply(change, pace))).toBe("DATABASE_UNREACHABLE");
    const begun = transactions.flat().filter(({ op }) => op === "add").length;
    expect(begun).toBeLessThanOrEqual(4 * sizes.batch);
    expect(begun).toBeLessThan(100);
    expect(logged(change.world)).toHaveLength(sizes.batch);
  });
});
