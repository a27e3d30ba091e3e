import { describe, expect, it } from "vitest";
import type { Slip } from "../../../src/model/handover.ts";
import { slipsText } from "../../../src/texts/slips.ts";

const AN: Slip = {
  name: "Trần Văn An",
  isAgency: false,
  agency: "Sở Nội vụ",
  unit: "SNV",
  uid: "tvan",
  mail: "tvan@soctrang.gov.vn",
  password: "kfRt-8mQz-XwPa-7nHb",
  validUntil: "2026-12-21",
};

describe("a slip", () => {
  it("tells in both languages who it is for, the password, its last day and that it must be changed", () => {
    const text = slipsText([AN]);
    for (const part of [
      "Sở Nội vụ (SNV)",
      "Trần Văn An",
      "tvan",
      "tvan@soctrang.gov.vn",
      "kfRt-8mQz-XwPa-7nHb",
      "21/12/2026",
      "Phải đổi mật khẩu khi đăng nhập lần đầu",
      "Must be changed at the first sign-in",
    ]) {
      expect(text).toContain(part);
    }
    expect(text).not.toContain("Bên giao");
    expect(text).toBe(text.normalize("NFC"));
  });

  it("has lines for two signatures where a mailbox is handed over", () => {
    const text = slipsText([{ ...AN, isAgency: true, agency: null, mail: null, name: "Sở Nội vụ" }]);
    expect(text).toContain("Hộp thư cơ quan / Agency mailbox:");
    expect(text).toContain("Bên giao / Handed over by:");
    expect(text).toContain("Bên nhận / Received by:");
    expect(text).toMatch(/Mail: +-$/m);
  });

  it("stands between rules, one below the other, and fits a line of a terminal", () => {
    const text = slipsText([AN, AN, AN]);
    expect(text.match(/^-{72}$/gm)).toHaveLength(4);
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});
