import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Item, isMove, type Operation } from "../../../src/model/change.ts";
import { DanhbaError } from "../../../src/model/error.ts";
import { isMembershipWrite } from "../../../src/plan/membership-write.ts";
import { WIDE_FEED } from "../../support/fakes/fake-answers.ts";
import type { Trouble } from "../../support/fakes/fake-directory.ts";
import type { FeedContent } from "../../support/fakes/fake-feed.ts";
import { apply, content, logged, type Planned, planned, setPace } from "./applying.ts";
import { anyProvince } from "./arbitrary-province.ts";

/** From one province to the next; the first half are first loads. */
const anyChange = fc.record({ before: fc.option(anyProvince), after: anyProvince });
const anyPace = fc.record({
  lanes: fc.integer({ min: 1, max: 4 }),
  sizes: fc.record({
    batch: fc.integer({ min: 1, max: 20 }),
    items: fc.integer({ min: 1, max: 9 }),
    operations: fc.integer({ min: 1, max: 20 }),
  }),
  /** Turns of the event loop that each write takes, over and over. */
  delays: fc.array(fc.nat(6), { minLength: 1, maxLength: 7 }),
});
const plan = ({ before, after }: { before: FeedContent | null; after: FeedContent }): Promise<Planned> =>
  planned(before, after, { feedLimits: WIDE_FEED });

/** One item after the other, each as a whole or not at all; one that moves is refused with its first write if at all. */
async function applySimply({ world, items }: Planned): Promise<{ applied: string[]; failed: string[] }> {
  const { directory } = world;
  directory.take({ isInTransactions: true, lanes: 1 });
  const applied: string[] = [];
  const failed: string[] = [];
  const missing = new Set<string>();
  for (const { owner, requires, operations } of items) {
    if (requires.some((other) => missing.has(other))) {
      missing.add(owner);
      continue;
    }
    try {
      if (operations.some(isMove)) for (const operation of operations) await directory.write(operation);
      else await directory.writeTogether(operations);
      applied.push(owner);
    } catch (error) {
      if (!(error instanceof DanhbaError)) throw error;
      missing.add(owner);
      failed.push(owner);
    }
  }
  return { applied, failed };
}

/** What writes can be told by, one string for each thing that could be refused. */
function marksOf(operation: Operation): string[] {
  if (!isMembershipWrite(operation)) return [`${operation.op} ${operation.dn}`];
  return operation.changes.flatMap(({ type, values }) =>
    values.map((value) => `${type} ${value} ${operation.dn}`),
  );
}

const refusing =
  (bad: ReadonlySet<string>) =>
  (operation: Operation): Trouble =>
    marksOf(operation).some((mark) => bad.has(mark)) ? { refuse: "constraintViolation" } : null;

/** Marks of some operations of the plan, as the numbers fall; what moves is not done as a whole where it is refused. */
function someOf(items: readonly Item[], numbers: readonly number[]): Set<string> {
  const whole = items.filter(({ operations }) => !operations.some(isMove));
  const marks = whole.flatMap(({ operations }) => operations.flatMap(marksOf));
  return new Set(marks.length === 0 ? [] : numbers.map((number) => marks[number % marks.length] as string));
}

const RUNS = { numRuns: 150 };

describe("items in transactions on several lanes", () => {
  it("come to the directory, the log and the failures of one item after the other, whatever is refused", async () => {
    await fc.assert(
      fc.asyncProperty(
        anyChange,
        anyPace,
        fc.array(fc.nat(), { maxLength: 4 }),
        fc.boolean(),
        async (change, pace, numbers, isTelling) => {
          const simple = await plan(change);
          const bad = someOf(simple.items, numbers);
          simple.world.directory.trouble = refusing(bad);
          const expected = await applySimply(simple);

          const together = await plan(change);
          const { directory } = together.world;
          directory.trouble = refusing(bad);
          directory.isTelling = isTelling;
          setPace(together.world, pace, true);
          const { applied, failed, findings, isStopped } = await apply(together, pace);

          expect(failed.map(({ owner }) => owner)).toEqual(expected.failed);
          expect(logged(together.world)).toEqual(expected.applied.map((owner) => `${owner} true`));
          expect({ applied, findings, isStopped }).toEqual({
            applied: expected.applied.length,
            findings: [],
            isStopped: false,
          });
          expect(content(directory)).toEqual(content(simple.world.directory));
        },
      ),
      RUNS,
    );
  }, 120_000);

  it("come to the same when the connection is lost with any of them, before or after it is carried out", async () => {
    await fc.assert(
      fc.asyncProperty(
        anyChange,
        anyPace,
        fc.nat(30),
        fc.constantFrom("before" as const, "after" as const),
        async (change, pace, nth, lose) => {
          const simple = await plan(change);
          const expected = await applySimply(simple);
          const together = await plan(change);
          const { directory } = together.world;
          setPace(together.world, pace, true);
          // What moves is in no transaction, and a connection that is lost outside of one ends the run.
          const moving = together.items.filter(({ operations }) => operations.some(isMove));
          const alone = new Set(moving.flatMap(({ operations }) => operations));
          let asked = 0;
          directory.trouble = (operation) => {
            if (alone.has(operation)) return null;
            asked += 1;
            return asked === nth + 1 ? { lose } : null;
          };
          const { applied, failed, findings } = await apply(together, pace);
          const isLost = asked > nth;
          expect(findings.map(({ code }) => code)).toEqual(isLost ? ["TRANSACTIONS_LOST"] : []);
          expect({ applied, failed }).toEqual({ applied: together.items.length, failed: [] });
          expect(logged(together.world)).toEqual(expected.applied.map((owner) => `${owner} true`));
          expect(content(directory)).toEqual(content(simple.world.directory));
        },
      ),
      RUNS,
    );
  }, 120_000);
});

describe("items one by one on several lanes", () => {
  it("come to the directory, the log and the failures of one lane, whatever is refused", async () => {
    await fc.assert(
      fc.asyncProperty(
        anyChange,
        anyPace,
        fc.array(fc.nat(), { maxLength: 4 }),
        async (change, pace, numbers) => {
          const [one, several] = [await plan(change), await plan(change)];
          const bad = someOf(one.items, numbers);
          for (const { directory } of [one.world, several.world]) directory.trouble = refusing(bad);
          const single = { ...pace, lanes: 1 };
          setPace(one.world, single, false);
          setPace(several.world, pace, false);
          const [expected, result] = [await apply(one, single), await apply(several, pace)];
          expect(result).toEqual(expected);
          expect(logged(several.world)).toEqual(logged(one.world));
          expect(content(several.world.directory)).toEqual(content(one.world.directory));
        },
      ),
      RUNS,
    );
  }, 120_000);
});
