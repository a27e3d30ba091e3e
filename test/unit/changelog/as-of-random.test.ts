import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PastTree } from "../../../src/changelog/as-of.ts";
import type { Outcome } from "../../../src/ports/journal-port.ts";
import { syncAlone } from "../../../src/reconcile/sync.ts";
import { fakeDirectory } from "../../support/fakes/fake-directory.ts";
import { REALM } from "../../support/fakes/province.ts";
import { openWorld, type World } from "../../support/fakes/world.ts";
import { toldEntries } from "../../support/told-entries.ts";
import { anyProvince, anyTampering } from "../reconcile/arbitrary-province.ts";

const history = fc.record({
  first: anyProvince,
  later: fc.array(fc.record({ content: anyProvince, days: fc.constantFrom(0, 1, 40, 400) }), {
    maxLength: 4,
  }),
  /** Which writes the directory refuses, by their number from the last refusal on. */
  refusals: fc.array(fc.nat(60), { maxLength: 12 }),
});

/** As a new directory has it (docker/openldap/base.ldif). */
const BASE_POLICY = {
  dn: `cn=default,ou=policies,${REALM.suffix}`,
  attributes: {
    objectClass: ["applicationProcess", "pwdPolicy"],
    cn: ["default"],
    pwdAttribute: ["userPassword"],
    pwdMinLength: ["8"],
    pwdMustChange: ["TRUE"],
  },
};

/** Kinds that must have been among what was replayed: else the property shows little. */
const seenKinds = new Set<string>();

describe("the fold of the change log", () => {
  it("equals the directory after each record, whatever happens to a province and whatever is refused", async () => {
    await fc.assert(
      fc.asyncProperty(history, async ({ first, later, refusals }) => {
        const world = openWorld(first);
        const { journal } = world;
        world.directory.put(BASE_POLICY.dn, BASE_POLICY.attributes);
        const done: Outcome[] = [];
        const services: typeof world.services = {
          ...world.services,
          journal: {
            ...journal,
            settle: (lease, run, outcomes, now) => {
              done.push(...outcomes.filter(({ state }) => state === "applied" || state === "partial"));
              return journal.settle(lease, run, outcomes, now);
            },
          },
        };
        const [...waits] = refusals;
        let wait = waits.shift();
        world.directory.trouble = () => {
          if (wait === undefined) return null;
          if (wait > 0) {
            wait -= 1;
            return null;
          }
          wait = waits.shift();
          return { refuse: "unwillingToPerform" };
        };
        const run = () => syncAlone(services, { trigger: "sync", stop: new AbortController().signal });
        await run();
        for (const { content, days } of later) {
          world.feed.load(content);
          world.clock.passDays(days);
          await run();
        }

        const mirror = fakeDirectory(REALM.suffix);
        mirror.put(BASE_POLICY.dn, BASE_POLICY.attributes);
        const tree = new PastTree();
        const log = world.verifiedLog();
        expect(log).toHaveLength(done.length);
        for (const [index, { record }] of log.entries()) {
          for (const operation of done[index]?.item.operations ?? []) {
            await mirror.write(operation.op === "add" ? operation : { ...operation, expects: [] });
          }
          tree.apply(record);
          expect(toldEntries(tree.entries())).toEqual(toldEntries(mirror.entries()));
          for (const kind of record.kinds) seenKinds.add(record.isComplete ? kind : `${kind} in part`);
        }
        expect(toldEntries(mirror.entries())).toEqual(toldEntries(world.directory.entries()));
        expect(tree.entries().filter(({ isWhole }) => !isWhole)).toEqual([]);
      }),
      { numRuns: 80 },
    );
    expect([...seenKinds].toSorted()).toEqual(
      expect.arrayContaining(["create", "create in part", "disable", "group", "modify", "rename"]),
    );
  }, 60_000);

  it("equals the directory once danhba has put right what somebody changed by hand", async () => {
    await fc.assert(
      fc.asyncProperty(
        anyProvince,
        fc.array(fc.array(anyTampering), { maxLength: 4 }),
        async (first, edits) => {
          const world = openWorld(first);
          await world.run();
          for (const some of edits) {
            // No day passes: what somebody did before danhba was to do it, no record tells.
            for (const { at, how } of some) tamper(world, at, how);
            await world.run();
          }
          const tree = new PastTree();
          for (const { record } of world.verifiedLog()) tree.apply(record);
          expect(toldEntries(tree.entries())).toEqual(toldEntries(world.directory.entries()));
        },
      ),
      { numRuns: 100 },
    );
  }, 60_000);
});

/** What a run puts right whole: names, places, locks and members; not what it leaves away or leaves alone. */
function tamper({ directory }: World, at: number, how: string): void {
  const entries = directory.entries();
  const entry = entries[at % Math.max(entries.length, 1)];
  if (entry === undefined) return;
  const { dn, attributes } = entry;
  const { member } = attributes;
  if (how === "unlock") directory.tamper(dn, { pwdAccountLockedTime: [] });
  if (how === "leave group" && member !== undefined) directory.tamper(dn, { member: member.slice(0, 1) });
  if (how === "join group" && member !== undefined)
    directory.tamper(dn, { member: [...new Set([...member, dn])] });
  if (how === "move" && dn.startsWith("uid=")) directory.move(dn, dn.replace("uid=", "uid=moved-"));
  if (how === "retitle" && dn.startsWith("uid=")) directory.tamper(dn, { mail: ["x@elsewhere.vn"] });
}
