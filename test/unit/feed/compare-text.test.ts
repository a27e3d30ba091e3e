import { describe, expect, it } from "vitest";
import { foldText, nearestText } from "../../../src/feed/compare-text.ts";

describe("foldText", () => {
  it("makes case, spaces, underscores and composition alike", () => {
    const variants = [
      "Họ và tên",
      " HỌ VÀ  TÊN ",
      "họ_và\u00a0tên",
      "Họ và tên".normalize("NFD"),
      "\ufeffHọ và tên",
    ];
    expect(new Set(variants.map(foldText))).toEqual(new Set(["họvàtên"]));
  });

  it("keeps marks apart, because they make another word", () => {
    expect(foldText("Tên")).not.toBe(foldText("ten"));
  });
});

describe("nearestText", () => {
  it("finds the candidate with the fewest edits", () => {
    expect(nearestText("birthdat", ["full_name", "birth_date", "gender"])).toBe("birth_date");
    expect(nearestText("Ngay sinh", ["Ngày sinh", "Ngày quyết định"])).toBe("Ngày sinh");
  });

  it("finds nothing among nothing", () => {
    expect(nearestText("x", [])).toBeNull();
  });
});
