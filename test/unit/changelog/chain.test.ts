import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  appendRecords,
  type ChainedRecord,
  type ChainHead,
  EMPTY_CHAIN,
  type LogRecord,
  SERVICE,
} from "../../../src/changelog/record.ts";
import { ChainVerifier, type StoredRecord } from "../../../src/changelog/verify-chain.ts";
import { canonicalHash } from "../../../src/model/canonical-hash.ts";
import type { Operation } from "../../../src/model/change.ts";
import { item } from "../gate/items.ts";

const CONTEXT = { realm: "st", run: 7, delivery: "3", at: "2026-11-21T01:00:00.000Z" };

const entry = (owner: `person:${string}`, isComplete = true) => ({
  item: item(owner, ["rename", "modify"], {
    dnBefore: "uid=old",
    before: { mail: ["old@st.vn"] },
    after: { mail: ["new@st.vn"] },
    operations: [
      { op: "rename", dn: "uid=old", newDn: `uid=${owner}`, expects: [] },
      {
        op: "modify",
        dn: "cn=g",
        changes: [
          { type: "delete", attribute: "member", values: ["uid=old"] },
          { type: "add", attribute: "member", values: ["uid=new"] },
          { type: "replace", attribute: "description", values: ["x"] },
        ],
        expects: [],
      },
    ],
    reason: { code: "ADDRESS_CHANGED", params: { unit: "A" }, clause: "Đ.3.2", decisionNo: "5/QĐ" },
  }),
  actor: SERVICE,
  isComplete,
});

const CHAIN = appendRecords(
  EMPTY_CHAIN,
  [entry("person:1"), entry("person:2", false), entry("person:3")],
  CONTEXT,
);
const HEAD: ChainHead = { seq: 3, hash: CHAIN[2]?.hash ?? "" };

const rows = (chain: readonly ChainedRecord[] = CHAIN): StoredRecord[] =>
  chain.map(({ record, hash }) => ({ realm: "st", seq: record.seq, record: structuredClone(record), hash }));

function verify(
  stored: readonly StoredRecord[],
  kept: ChainHead = HEAD,
  realm = "st",
  checkpoint: ChainHead = EMPTY_CHAIN,
) {
  const verifier = new ChainVerifier(realm, checkpoint);
  for (const row of stored) verifier.check(row);
  return verifier.finish(kept);
}

const altered = (at: number, change: (row: StoredRecord) => StoredRecord): StoredRecord[] =>
  rows().map((row, index) => (index === at ? change(row) : row));

describe("a record", () => {
  it("says that a mailbox's password was made unusable by another's item, and never a value", () => {
    const voiding = (dn: string): Operation => ({
      op: "modify",
      dn,
      changes: [
        { type: "delete", attribute: "roleOccupant", values: ["uid=old"] },
        { type: "replace", attribute: "userPassword", values: ["{CRYPT}!x"] },
      ],
      expects: [{ attribute: "danhbaId", value: "id-a" }],
    });
    const own = item("agency:A", ["modify"], { dn: "uid=a", operations: [voiding("uid=a")] });
    const others = item("person:1", ["disable"], { operations: [voiding("uid=a")] });
    const [mine, theirs] = appendRecords(
      EMPTY_CHAIN,
      [own, others].map((one) => ({ item: one, actor: SERVICE, isComplete: true })),
      CONTEXT,
    );
    const occupant = { dn: "uid=a", attribute: "roleOccupant", removed: ["uid=old"], added: [] };
    expect(mine?.record.references).toEqual([{ ...occupant, holder: null }]);
    expect(theirs?.record.references).toEqual([
      { ...occupant, holder: "id-a" },
      { dn: "uid=a", holder: "id-a", attribute: "userPassword", removed: ["set"], added: [] },
    ]);
    expect(JSON.stringify([mine, theirs])).not.toContain("CRYPT");
  });

  it("holds who, what, why and where, and the changes to other entries", () => {
    const { record } = CHAIN[0] as ChainedRecord;
    expect(record).toEqual({
      formatVersion: 1,
      ...CONTEXT,
      seq: 1,
      actor: SERVICE,
      owner: "person:1",
      kind: "rename",
      kinds: ["rename", "modify"],
      dn: "uid=person:1",
      dnBefore: "uid=old",
      isComplete: true,
      before: { mail: ["old@st.vn"] },
      after: { mail: ["new@st.vn"] },
      references: [
        { dn: "cn=g", holder: null, attribute: "member", removed: ["uid=old"], added: ["uid=new"] },
      ],
      reason: "ADDRESS_CHANGED",
      params: { unit: "A" },
      clause: "Đ.3.2",
      decisionNo: "5/QĐ",
      prev: "0".repeat(64),
    } satisfies LogRecord);
    expect((CHAIN[1] as ChainedRecord).record.isComplete).toBe(false);
  });

  it("is the same when a database has stored it, whatever somebody wrote into the directory", () => {
    const hostile = "a\0b\ud800c";
    const [row] = appendRecords(
      EMPTY_CHAIN,
      [{ ...entry("person:1"), item: item("person:1", ["modify"], { before: { title: [hostile] } }) }],
      CONTEXT,
    ) as readonly ChainedRecord[] as [ChainedRecord];
    expect(row.record.before).toEqual({ title: ["a\u{FFFD}b\u{FFFD}c"] });
    expect(canonicalHash(row.record)).toBe(row.hash);
  });

  it("is chained to the one before, also across two runs", () => {
    const [next] = appendRecords(HEAD, [entry("person:4")], { ...CONTEXT, run: 8 });
    expect(next?.record).toMatchObject({ seq: 4, prev: HEAD.hash });
    expect(CHAIN.map(({ record }) => record.prev)).toEqual([
      EMPTY_CHAIN.hash,
      CHAIN[0]?.hash,
      CHAIN[1]?.hash,
    ]);
    expect(appendRecords(HEAD, [], CONTEXT)).toEqual([]);
  });
});

describe("the canonical form", () => {
  it("does not depend on the order of keys, as a database may give them back", () => {
    const { record, hash } = CHAIN[0] as ChainedRecord;
    const reversed = Object.fromEntries(Object.entries(record).toReversed());
    expect(Object.keys(reversed)).not.toEqual(Object.keys(record));
    expect(canonicalHash(reversed)).toBe(hash);
  });

  it("is RFC 8785 in UTF-8 under SHA-256, so that others can check it", () => {
    const text = '{"a":["Đ",1.5,null],"b":{"c":true}}';
    const expected = createHash("sha256").update(text, "utf8").digest("hex");
    expect(canonicalHash({ b: { c: true }, a: ["Đ", 1.5, null] })).toBe(expected);
  });

  it("refuses what is not data", () => {
    expect(() => canonicalHash(undefined)).toThrow(TypeError);
  });
});

describe("the verifier", () => {
  it("finds a whole chain whole, and an empty one too", () => {
    expect(verify(rows())).toEqual({ records: 3, head: HEAD, at: CONTEXT.at, broken: null });
    expect(verify([], EMPTY_CHAIN)).toEqual({ records: 0, head: EMPTY_CHAIN, at: null, broken: null });
  });

  it.each(Object.keys((CHAIN[1] as ChainedRecord).record))("finds a change of %s", (field) => {
    const spoil = (value: unknown): unknown => {
      if (typeof value === "number") return value + 1;
      if (typeof value === "boolean") return !value;
      return typeof value === "string" ? `${value}x` : { spoilt: true };
    };
    const stored = altered(1, (row) => {
      const record = row.record as Record<string, unknown>;
      return { ...row, record: { ...record, [field]: spoil(record[field]) } };
    });
    expect(verify(stored).broken?.seq).toBe(2);
  });

  it("finds one changed letter deep inside, a field that was added and one that is gone", () => {
    const withRecord = (change: (record: Record<string, unknown>) => unknown) =>
      verify(altered(1, (row) => ({ ...row, record: change(row.record as Record<string, unknown>) }))).broken;
    expect(withRecord((record) => ({ ...record, after: { mail: ["New@st.vn"] } }))?.code).toBe("WRONG_HASH");
    expect(withRecord((record) => ({ ...record, extra: 1 }))?.code).toBe("WRONG_HASH");
    expect(withRecord(({ clause: _clause, ...record }) => record)?.code).toBe("WRONG_HASH");
    expect(withRecord(() => null)?.code).toBe("WRONG_HASH");
    expect(withRecord(() => [])?.code).toBe("WRONG_HASH");
  });

  it("finds a record that was rewritten together with its own hash", () => {
    const forged = altered(1, (row) => {
      const record = { ...(row.record as LogRecord), decisionNo: "6/QĐ" };
      return { ...row, record, hash: canonicalHash(record) };
    });
    expect(verify(forged).broken).toEqual({ seq: 3, code: "WRONG_PREVIOUS" });
  });

  it.each([
    ["a record is missing in the middle", [0, 2], { seq: 2, code: "GAP" }],
    ["the first is missing", [1, 2], { seq: 1, code: "GAP" }],
    ["two change places", [0, 2, 1], { seq: 2, code: "GAP" }],
    ["one stands twice", [0, 0, 1, 2], { seq: 2, code: "GAP" }],
    ["the last is missing", [0, 1], { seq: 3, code: "CUT_SHORT" }],
    ["all are missing", [], { seq: 1, code: "CUT_SHORT" }],
  ] as const)("finds that %s", (_case, order, broken) => {
    const all = rows();
    expect(verify(order.map((at) => all[at] as StoredRecord)).broken).toEqual(broken);
  });

  it("finds two records that changed places together with their numbers", () => {
    const [first, second, third] = rows() as [StoredRecord, StoredRecord, StoredRecord];
    const swapped = [first, { ...third, seq: 2 }, { ...second, seq: 3 }];
    expect(verify(swapped).broken).toEqual({ seq: 2, code: "WRONG_PLACE" });
  });

  it("finds a record of another realm, and a whole chain of another realm", () => {
    expect(verify(altered(1, (row) => ({ ...row, realm: "tv" }))).broken).toEqual({
      seq: 2,
      code: "WRONG_PLACE",
    });
    expect(verify(rows(), HEAD, "tv").broken).toEqual({ seq: 1, code: "WRONG_PLACE" });
  });

  it("finds a tail that was cut and rewritten: the head that is kept apart does not fit", () => {
    const rewritten = appendRecords(
      { seq: 1, hash: CHAIN[0]?.hash ?? "" },
      [entry("person:8"), entry("person:9")],
      CONTEXT,
    );
    const chain = [CHAIN[0] as ChainedRecord, ...rewritten];
    expect(verify(rows(chain)).broken?.code).toBe("CUT_SHORT");
    const last = rewritten.at(-1)?.hash ?? "";
    expect(verify(rows(chain), { seq: 3, hash: last }).broken).toBeNull();
  });

  it("names the first break only", () => {
    const stored = altered(0, (row) => ({ ...row, hash: "f".repeat(64) })).toSpliced(1, 1);
    expect(verify(stored)).toMatchObject({ records: 0, broken: { seq: 1, code: "WRONG_HASH" } });
  });

  it("finds by a checkpoint that a whole log was rewritten with hashes that fit, and that the end is gone", () => {
    const rewritten = appendRecords(
      EMPTY_CHAIN,
      [entry("person:1"), entry("person:3"), entry("person:3")],
      CONTEXT,
    );
    const last: ChainHead = { seq: 3, hash: rewritten[2]?.hash ?? "" };
    expect(verify(rows(rewritten), last).broken).toBeNull();
    const second: ChainHead = { seq: 2, hash: CHAIN[1]?.hash ?? "" };
    expect(verify(rows(rewritten), last, "st", second).broken).toEqual({ seq: 2, code: "REWRITTEN" });
    expect(verify(rows(), HEAD, "st", second).broken).toBeNull();
    expect(verify(rows().slice(0, 1), { seq: 1, hash: CHAIN[0]?.hash ?? "" }, "st", second).broken).toEqual({
      seq: 2,
      code: "CUT_SHORT",
    });
  });
});
