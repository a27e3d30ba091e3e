import { describe, expect, it } from "vitest";
import { undoneDocument, undoneLines } from "../../../src/cli/views/undo-view.ts";
import type { ConflictCode, UndoConflict } from "../../../src/model/undo.ts";
import type { UndoRun } from "../../../src/reconcile/carry-out-undos.ts";

const CODES: readonly ConflictCode[] = ["CHANGED_SINCE", "GONE", "TAKEN", "LEDGER", "NO_INVERSE"];
const conflicts = CODES.map(
  (code, index): UndoConflict => ({
    seq: index + 1,
    owner: "person:p1",
    dn: "uid=annv,ou=people,dc=x",
    code,
    detail: "‹detail›",
    isWhole: code !== "LEDGER",
  }),
);
const UNDONE: UndoRun = {
  undo: 1,
  run: 12,
  runId: 14,
  state: "held",
  applied: 3,
  held: [
    {
      kind: "delete",
      rule: "limit.max",
      params: { kind: "delete", sort: "person", count: 1, total: 9, percent: 11.1, limit: 0 },
      count: 1,
    },
  ],
  failed: [],
  conflicts,
  outcome: null,
};

describe.each(["vi", "en"] as const)("an undo in %s", (lang) => {
  it("says which run it undid, what waits and how to let it through, and what is in the way", () => {
    const text = undoneLines(lang, UNDONE).join("\n");
    expect(text).toMatch(/12.*14.*3/);
    expect(text).toContain("danhba approve 14");
    const lines = text.split("\n").filter((line) => line.includes("‹detail›"));
    expect(new Set(lines).size).toBe(CODES.length);
    expect(text).not.toMatch(/undefined|\[object/);
  });

  it("is one document with a message for each conflict", () => {
    const document = undoneDocument(lang, UNDONE) as { conflicts: { message: string }[] };
    expect(document).toMatchObject({ undo: 1, run: 12, runId: 14, state: "held", applied: 3 });
    for (const { message } of document.conflicts) expect(message).toContain("‹detail›");
  });
});

describe("a long list of conflicts", () => {
  it("is cut for people, and whole as a document", () => {
    const many = { ...UNDONE, conflicts: Array.from({ length: 30 }, () => conflicts[0] as UndoConflict) };
    expect(undoneLines("en", many).join("\n")).toContain("… 10 more");
    expect((undoneDocument("en", many) as { conflicts: object[] }).conflicts).toHaveLength(30);
  });
});
