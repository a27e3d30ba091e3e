import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WIDE_FEED } from "../../support/fakes/fake-answers.ts";
import { REALM } from "../../support/fakes/province.ts";
import { openWorld, type World } from "../../support/fakes/world.ts";
import { anyProvince, anyTampering, type Tampering } from "./arbitrary-province.ts";

const history = fc.record({
  first: anyProvince,
  later: fc.array(
    fc.record({
      content: fc.option(anyProvince),
      days: fc.constantFrom(0, 1, 40),
      tampering: fc.array(anyTampering),
    }),
    { maxLength: 3 },
  ),
});

function tamper({ directory }: World, { at, how }: Tampering): void {
  const entries = directory.entries();
  const entry = entries[at % Math.max(entries.length, 1)];
  if (entry === undefined) return;
  const { dn, entryUuid, attributes } = entry;
  const { cn = [], member } = attributes;
  const isLeaf = !entries.some((other) => other.dn.endsWith(`,${dn}`));
  if (how === "retitle") directory.tamper(dn, { title: ["Ai đó"] });
  if (how === "unlock") directory.tamper(dn, { pwdAccountLockedTime: [] });
  if (how === "recase" && member === undefined)
    directory.tamper(dn, { cn: cn.map((name) => name.toUpperCase()) });
  if (how === "leave group" && member !== undefined) directory.tamper(dn, { member: member.slice(0, 1) });
  if (how === "empty group" && member !== undefined) directory.tamper(dn, { member: member.slice(-1) });
  if (how === "join group" && member !== undefined) {
    const stranger = `uid=x${entryUuid},ou=people,${REALM.suffix}`;
    directory.tamper(dn, { member: [...member.filter((value) => value !== stranger), stranger] });
  }
  if (how === "remove" && isLeaf) directory.remove(dn);
  if (how === "move" && dn.startsWith("uid=")) directory.move(dn, dn.replace("uid=", "uid=moved-"));
}

async function runAndSettle(world: World): Promise<void> {
  const result = await world.run();
  expect(result.failed).toEqual([]);
  expect(result.proof).toMatchObject({ differences: [], unexplained: 0 });
  expect(result.state).toBe("done");
  expect(result.applied).toBe(world.journal.state.runs.at(-1)?.applied);
  const again = await world.plan();
  expect(again.plan.items.map(({ owner, kinds, operations }) => ({ owner, kinds, operations }))).toEqual([]);
}

describe("a run", () => {
  it("brings any province, in any order of events, to where a second plan is empty, without one refusal", async () => {
    await fc.assert(
      fc.asyncProperty(history, async ({ first, later }) => {
        const world = openWorld(first, {}, { feedLimits: WIDE_FEED });
        await runAndSettle(world);
        for (const { content, days, tampering } of later) {
          if (content !== null) world.feed.load(content);
          world.clock.passDays(days);
          for (const one of tampering) tamper(world, one);
          await runAndSettle(world);
        }
        world.verifiedLog();
      }),
      { numRuns: 200 },
    );
  }, 120_000);
});
