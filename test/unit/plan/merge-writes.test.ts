import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AttributeChange, Operation } from "../../../src/model/change.ts";
import { DanhbaError } from "../../../src/model/error.ts";
import { mergeWrites } from "../../../src/plan/merge-writes.ts";
import { type FakeDirectory, fakeDirectory } from "../../support/fakes/fake-directory.ts";
import { REALM } from "../../support/fakes/province.ts";

const group = (name: string): string => `cn=${name},ou=groups,${REALM.suffix}`;
const uid = (name: string): string => `uid=${name},ou=people,${REALM.suffix}`;
const NOBODY = `cn=nobody,ou=services,${REALM.suffix}`;

const member = (name: string, changes: readonly AttributeChange[], id = name): Operation => ({
  op: "modify",
  dn: group(name),
  changes,
  expects: [{ attribute: "danhbaId", value: id }],
});
const joins = (...names: string[]): AttributeChange => ({
  type: "add",
  attribute: "member",
  values: names.map(uid),
});
const leaves = (...names: string[]): AttributeChange => ({
  type: "delete",
  attribute: "member",
  values: names.map(uid),
});
const add = (name: string): Operation => ({ op: "add", dn: uid(name), attributes: { uid: [name] } });

describe("memberships of several items in one group", () => {
  it("become one write, which deletes before it adds and names those who had part in it", () => {
    const moved: Operation = { op: "rename", dn: uid("c"), newDn: uid("d"), expects: [] };
    const merged = mergeWrites([
      [add("a"), member("g", [joins("a")]), member("h", [joins("a")])],
      [member("g", [leaves("b")])],
      [moved, member("g", [leaves("c"), joins("d")])],
    ]);
    expect(merged).toEqual([
      { operation: add("a"), sources: [0] },
      { operation: moved, sources: [2] },
      { operation: member("g", [leaves("b", "c"), joins("a", "d")]), sources: [0, 1, 2] },
      { operation: member("h", [joins("a")]), sources: [0] },
    ]);
  });

  it("keep their order where the same person comes and goes", () => {
    const once = (...changes: AttributeChange[]) =>
      mergeWrites([changes.map((change) => member("g", [change]))]).map(({ operation }) => operation);
    expect(once(leaves("a"), joins("a"))).toEqual([member("g", [leaves("a"), joins("a")])]);
    expect(once(joins("a"), leaves("a"), joins("b"))).toEqual([
      member("g", [joins("a"), leaves("a"), joins("b")]),
    ]);
    expect(once(joins("a"), joins("a"))).toEqual([member("g", [joins("a"), joins("a")])]);
    expect(once(leaves("a"), leaves("A"))).toEqual([member("g", [leaves("a"), leaves("A")])]);
  });

  it("are not moved past another write of the group, nor taken together when they rest on another group", () => {
    const rename: Operation = { op: "rename", dn: group("g"), newDn: group("f"), expects: [] };
    const words: Operation = {
      op: "modify",
      dn: group("g"),
      changes: [{ type: "replace", attribute: "description", values: ["x"] }],
      expects: [],
    };
    const order = (...between: Operation[]) =>
      mergeWrites([[member("g", [joins("a")])], between, [member("g", [joins("b")])]]).map(
        ({ operation }) => operation,
      );
    for (const other of [rename, words, member("g", [joins("x")], "another")]) {
      expect(order(other)).toEqual([member("g", [joins("a")]), other, member("g", [joins("b")])]);
    }
    const elsewhere: Operation = { op: "delete", dn: uid("z"), expects: [] };
    expect(order(elsewhere)).toEqual([elsewhere, member("g", [joins("a", "b")])]);
  });
});

const anyWrite: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .record({
        name: fc.constantFrom("g", "h"),
        changes: fc.array(
          fc.record({
            isLeaving: fc.boolean(),
            who: fc.uniqueArray(fc.constantFrom("a", "b", "c", "d"), { minLength: 1 }),
          }),
          { minLength: 1, maxLength: 3 },
        ),
      })
      .map(({ name, changes }) =>
        member(
          name,
          changes.map(({ isLeaving, who }) => (isLeaving ? leaves(...who) : joins(...who))),
        ),
      ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Operation>(
      { op: "rename", dn: group("g"), newDn: group("f"), expects: [] },
      { op: "rename", dn: group("f"), newDn: group("g"), expects: [] },
      { op: "delete", dn: group("h"), expects: [] },
      { op: "add", dn: group("h"), attributes: { cn: ["h"], danhbaId: ["h"], member: [NOBODY] } },
      add("z"),
    ),
  },
);

function groups(): FakeDirectory {
  const directory = fakeDirectory(REALM.suffix);
  directory.put(group("g"), { cn: ["g"], danhbaId: ["g"], member: [NOBODY, uid("a"), uid("b")] });
  directory.put(group("h"), { cn: ["h"], danhbaId: ["h"], member: [NOBODY, uid("c")] });
  directory.take({ isInTransactions: true, lanes: 1 });
  return directory;
}

/** What is there after all of the writes, or what refused them. */
async function outcome(operations: readonly Operation[]): Promise<unknown> {
  const directory = groups();
  try {
    await directory.writeTogether(operations);
  } catch (error) {
    if (error instanceof DanhbaError) return "refused";
    throw error;
  }
  return directory.entries().map(({ dn, attributes }) => ({ dn, member: attributes.member?.toSorted() }));
}

describe("merged writes", () => {
  it("are taken or refused as those one after the other, with the same entries in the end", async () => {
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(anyWrite, { maxLength: 2 }), { maxLength: 4 }), async (lists) => {
        const merged = mergeWrites(lists);
        const expected = await outcome(lists.flat());
        if (expected !== "refused") taken += 1;
        expect(await outcome(merged.map(({ operation }) => operation))).toEqual(expected);
        const sources = new Set(merged.flatMap(({ sources }) => sources));
        expect(sources).toEqual(new Set(lists.flatMap((list, index) => (list.length > 0 ? [index] : []))));
      }),
      { numRuns: 2_000 },
    );
    expect(taken).toBeGreaterThan(100);
  });
});
