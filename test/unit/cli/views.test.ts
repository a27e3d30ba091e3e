import { describe, expect, it } from "vitest";
import { EXIT, exitOfRun } from "../../../src/cli/exit-status.ts";
import { instant, positiveInteger } from "../../../src/cli/options.ts";
import {
  itemsText,
  outcomeDocument,
  outcomeText,
  type RunOutcome,
} from "../../../src/cli/views/sync-view.ts";
import { table } from "../../../src/cli/views/table.ts";
import type { Drift } from "../../../src/model/drift.ts";
import { DanhbaError } from "../../../src/model/error.ts";
import type { Finding } from "../../../src/model/finding.ts";
import { people } from "../gate/items.ts";

const NONE = {
  create: 0,
  modify: 0,
  rename: 0,
  suspend: 0,
  disable: 0,
  restore: 0,
  delete: 0,
  group: 0,
  unchanged: 4,
};
const FINDINGS: Finding[] = [
  { code: "NO_PRIMARY_POST", owner: "person:1", params: {} },
  { code: "ABSENT_FROM_FEED", owner: "person:2", params: {} },
  { code: "EMPTY", owner: "person:3", params: {} },
];
const DRIFT: Drift[] = [
  {
    owner: "person:4",
    dn: "uid=y",
    what: "edited",
    attributes: ["mail", "title"],
    by: "cn=admin",
    outcome: "corrected",
  },
  { owner: "group:heads", dn: "cn=heads", what: "deleted", attributes: [], by: null, outcome: "held" },
];
const OUTCOME: RunOutcome = {
  realm: "soctrang",
  runId: 7,
  trigger: "sync",
  state: "held",
  digest: "d".repeat(64),
  counts: { ...NONE, create: 2, disable: 3 },
  applied: 2,
  held: [
    {
      kind: "disable",
      rule: "limit.percent",
      params: { kind: "disable", sort: "person", count: 3, total: 10, percent: 30, limit: 5 },
      count: 3,
    },
  ],
  failed: [{ owner: "person:9", dn: "uid=x", code: "constraintViolation", params: { detail: "no" } }],
  findings: FINDINGS,
  decisions: 1,
  certificate: [],
  drift: DRIFT,
  proof: null,
  undone: [],
  adopted: 0,
  durationMs: 1_234,
};

describe("the text of a run that undid another", () => {
  it("has a line for each thing that there is to say", () => {
    const held = OUTCOME.held;
    const undone = { undo: 1, run: 3, runId: 6, state: "held" as const, applied: 1, held, failed: [] };
    const text = outcomeText("en", { ...OUTCOME, undone: [{ ...undone, conflicts: [], outcome: null }] });
    expect(text.split("\n").slice(0, 3)).toEqual([
      "undo of run 3 (run 6): undone 1",
      expect.stringMatching(/^held: disable 3\. /),
      expect.stringContaining("danhba approve 6"),
    ]);
  });
});

describe("the document of sync --json", () => {
  const document = outcomeDocument("en", OUTCOME);

  it("has exactly the fields of the contract, in its order", () => {
    expect(Object.keys(document)).toEqual([
      "formatVersion",
      "realm",
      "runId",
      "trigger",
      "state",
      "digest",
      "counts",
      "applied",
      "held",
      "failed",
      "findings",
      "decisions",
      "durationMs",
      "certificate",
      "drift",
      "proof",
      "undone",
      "adopted",
    ]);
  });

  it("holds them as the contract says, with messages and without what they were made of", () => {
    expect(JSON.parse(JSON.stringify(document))).toEqual({
      formatVersion: 1,
      realm: "soctrang",
      runId: 7,
      trigger: "sync",
      state: "held",
      digest: "d".repeat(64),
      counts: OUTCOME.counts,
      applied: 2,
      held: [
        {
          kind: "disable",
          rule: "limit.percent",
          message: "3 of 10 people: disable (30 %, limit 5 %)",
          count: 3,
        },
      ],
      failed: [
        {
          owner: "person:9",
          dn: "uid=x",
          code: "constraintViolation",
          message: expect.stringContaining("no"),
        },
      ],
      findings: FINDINGS.map(({ code, owner }) => ({ code, owner, message: expect.stringMatching(/\S/) })),
      decisions: 1,
      durationMs: 1_234,
      certificate: [],
      drift: DRIFT,
      proof: null,
      undone: [],
      adopted: 0,
    });
  });

  it("has the same keys and codes in Vietnamese, only the messages differ", () => {
    const vietnamese = outcomeDocument("vi", OUTCOME) as typeof document;
    expect(Object.keys(vietnamese)).toEqual(Object.keys(document));
    expect(vietnamese.held).toEqual([
      expect.objectContaining({
        kind: "disable",
        rule: "limit.percent",
        message: expect.stringContaining("thu hồi"),
      }),
    ]);
  });

  it("has all counts, also those of nothing", () => {
    expect(Object.keys(document.counts as object).toSorted()).toEqual(
      [
        "create",
        "modify",
        "rename",
        "suspend",
        "disable",
        "restore",
        "delete",
        "group",
        "unchanged",
      ].toSorted(),
    );
  });
});

describe("the lines of a run", () => {
  it("say in one sentence that nothing was to do", () => {
    const quiet = { ...OUTCOME, counts: NONE, held: [], failed: [], findings: [], drift: [], applied: 0 };
    expect(outcomeText("en", quiet)).toBe("Nothing to do: the directory is as it should be. (4 unchanged)");
    expect(outcomeText("vi", quiet)).toBe("Không có gì phải làm: danh bạ đã đúng. (4 không đổi)");
  });

  it("give the numbers first, then what is held and how to release it, what failed and what is odd", () => {
    const lines = outcomeText("en", { ...OUTCOME, drift: [] }).split("\n");
    expect(lines[0]).toBe("run 7: create 2, disable 3; applied 2, unchanged 4 (1.2 s)");
    expect(lines[1]).toMatch(/^held: disable 3\. 3 of 10 people/);
    expect(lines[2]).toContain("danhba approve 7 --operator");
    expect(lines[3]).toMatch(/^failed: person:9 uid=x: constraintViolation/);
    expect(lines[4]).toBe("Findings (3):");
    expect(lines).toHaveLength(8);
  });

  it("tell drift apart from what the feed calls for, with what was edited, by whom, and what became of it", () => {
    expect(outcomeText("en", OUTCOME).split("\n").slice(1, 4)).toEqual([
      "Drift (edited past danhba, not called for by HR) (2):",
      "  person:4 uid=y: edited mail, title, by cn=admin: corrected",
      "  group:heads cn=heads: deleted: waits for approval",
    ]);
    expect(outcomeText("vi", OUTCOME).split("\n").slice(1, 4)).toEqual([
      "Sai lệch (sửa ngoài danhba, không do dữ liệu nhân sự) (2):",
      "  person:4 uid=y: bị sửa mail, title, bởi cn=admin: đã sửa lại",
      "  group:heads cn=heads: bị xóa: giữ lại chờ duyệt",
    ]);
  });

  it("show the first findings only and say how many more there are", () => {
    const many = Array.from(
      { length: 25 },
      (): Finding => ({ code: "EMPTY", owner: "person:1", params: {} }),
    );
    expect(
      outcomeText("en", { ...OUTCOME, findings: many })
        .split("\n")
        .at(-1),
    ).toMatch(/… 5 more/);
  });

  it("of a plan show the first items as a table", () => {
    const lines = itemsText("en", people(45, "create")).split("\n");
    expect(lines).toHaveLength(42);
    expect(lines[1]).toMatch(/^create +person:0 +uid=person:0 +data changed +Đ\.1$/);
    expect(lines.at(-1)).toMatch(/… 5 more/);
  });
});

describe("exit statuses", () => {
  it.each`
    state        | failed | held | exit
    ${"done"}    | ${0}   | ${0} | ${EXIT.done}
    ${"stopped"} | ${0}   | ${0} | ${EXIT.done}
    ${"held"}    | ${0}   | ${2} | ${EXIT.held}
    ${"stopped"} | ${0}   | ${2} | ${EXIT.held}
    ${"failed"}  | ${1}   | ${0} | ${EXIT.itemsFailed}
    ${"failed"}  | ${1}   | ${2} | ${EXIT.itemsFailed}
    ${"stopped"} | ${1}   | ${0} | ${EXIT.itemsFailed}
  `(
    "a run that is $state with $failed failed and $held held ends with $exit",
    ({ state, failed, held, exit }) => {
      expect(exitOfRun(state, failed, held)).toBe(exit);
    },
  );

  it("are the numbers of the contract", () => {
    expect(EXIT).toEqual({ done: 0, usage: 1, planHasChanges: 2, held: 3, itemsFailed: 4 });
  });
});

describe("options", () => {
  const fault = (work: () => unknown) => {
    try {
      return work();
    } catch (error) {
      return error instanceof DanhbaError ? `${error.code} ${error.params.argument}` : error;
    }
  };

  it.each(["0", "-1", "1.5", "x", "", "9007199254740993", "NaN"])("refuse %j as a number", (value) => {
    expect(fault(() => positiveInteger("--limit", value))).toBe("USAGE --limit");
  });

  it("take whole numbers from 1", () => {
    expect([positiveInteger("--limit", "1"), positiveInteger("--limit", "50")]).toEqual([1, 50]);
  });

  it("take times with an offset, in UTC, in Vietnam without one, and bare days, and give them in UTC", () => {
    expect(instant("--since", "2026-11-21T08:00:00+07:00")).toBe("2026-11-21T01:00:00.000Z");
    expect(instant("--since", "2026-11-21T08:00:00Z")).toBe("2026-11-21T08:00:00.000Z");
    expect(instant("--since", "2026-11-21T08:00")).toBe("2026-11-21T01:00:00.000Z");
    expect(instant("--since", "2026-11-21")).toBe("2026-11-20T17:00:00.000Z");
  });

  it.each(["yesterday", "21/13/2026", "2026-13-01", "1", ""])("refuse %j as a time", (value) => {
    expect(fault(() => instant("--since", value))).toBe("USAGE --since");
  });
});

describe("table", () => {
  it("pads columns to the widest cell, counting composed letters, and aligns numbers to the right", () => {
    const rows = [
      ["tên", "số"],
      ["Đặng Hoà", "7"],
      ["Đặng Hoà".normalize("NFD"), "10"],
    ];
    expect(table(rows, [1]).normalize("NFC").split("\n")).toEqual([
      "tên       số",
      "Đặng Hoà   7",
      "Đặng Hoà  10",
    ]);
    expect(table([])).toBe("");
  });
});
