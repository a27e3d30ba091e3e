import { describe, expect, it } from "vitest";
import { proofLines } from "../../../src/cli/views/proof-view.ts";
import { table } from "../../../src/cli/views/table.ts";
import { visibleJson, visibleLine, visibleText } from "../../../src/cli/views/visible.ts";

const HOSTILE = "Trần\u001b[31m\r\nVăn\u202e\u200b\u2028\u009b\u007f\u{e0041}\ud800 An";

describe("text for a terminal", () => {
  it("shows what cannot be seen, and nothing else otherwise", () => {
    expect(visibleLine(HOSTILE)).toBe(
      "Trần\\u{1b}[31m\\u{d}\\u{a}Văn\\u{202e}\\u{200b}\\u{2028}\\u{9b}\\u{7f}\\u{e0041}\\u{d800} An",
    );
    expect(visibleLine("Nguyễn Thị Hương — Sở Nội vụ 😀")).toBe("Nguyễn Thị Hương — Sở Nội vụ 😀");
  });

  it("keeps its own line breaks, and none of a cell's", () => {
    expect(visibleText("a\nb\r")).toBe("a\nb\\u{d}");
    expect(table([["tên"], [HOSTILE]]).split("\n")).toHaveLength(2);
  });

  it("as JSON says the same in characters that can be seen", () => {
    const shown = visibleJson(JSON.stringify({ [HOSTILE]: HOSTILE }, null, 2));
    expect(JSON.parse(shown)).toEqual({ [HOSTILE]: HOSTILE });
    expect(shown.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
  });
});

describe("the lines of a proof", () => {
  const difference = { owner: "person:1", dn: "uid=a", what: "mail", expected: "a", found: "b" } as const;
  const proof = { people: 1_959, judged: 1_959, entries: 3_511, tolerated: 3, unexplained: 12 };

  it("are its numbers, then the first differences", () => {
    const differences = Array.from({ length: 12 }, () => difference);
    const lines = proofLines("vi", { ...proof, differences });
    expect(lines).toHaveLength(12);
    expect(lines[0]).toBe(
      "Kiểm chứng độc lập: đã kiểm tra 1.959 người, 3.511 mục; 12 chỗ khác không có gì giải thích; 3 chỗ khác đã được giải thích",
    );
    expect(lines[1]).toBe('  person:1 uid=a mail: phải là "a", thấy "b"');
    expect(proofLines("en", { ...proof, unexplained: 0, differences: [] })).toEqual([
      "Independent check: looked at 1,959 people, 3,511 entries; 0 differences that nothing explains; 3 differences that the run explains",
    ]);
  });

  it("are none where no check was made", () => {
    expect(proofLines("vi", null)).toEqual([]);
  });
});
