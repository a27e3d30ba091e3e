import { describe, expect, it } from "vitest";
import { instant, instantUntil } from "../../../src/cli/options.ts";
import { DanhbaError } from "../../../src/model/error.ts";

describe("a time on the command line", () => {
  it.each([
    ["2026-11-21T08:00:00+07:00", "2026-11-21T01:00:00.000Z"],
    ["2026-11-21T08:00:00.250Z", "2026-11-21T08:00:00.250Z"],
    ["2026-11-21T08:00", "2026-11-21T01:00:00.000Z"],
    ["2026-11-21 08:00", "2026-11-21T01:00:00.000Z"],
    ["2026-11-21", "2026-11-20T17:00:00.000Z"],
    ["21/11/2026", "2026-11-20T17:00:00.000Z"],
    ["21/11/2026 08:00", "2026-11-21T01:00:00.000Z"],
    [" 21/11/2026 08:00:30 ", "2026-11-21T01:00:30.000Z"],
  ])("%j means %s: in Vietnam, where nothing else is said", (text, utc) => {
    expect(instant("TIME", text)).toBe(utc);
  });

  it.each([
    "",
    "now",
    "2026",
    "2026-02-30",
    "31/02/2026",
    "11/21/2026",
    "21/11/2026 25:00",
    "21/11/2026T",
    "2026-11-21T",
    "2026-11-21T08",
    "2026-11-21 08:00 CET",
    "1/2/2026",
  ])("%j is none", (text) => {
    expect(() => instant("TIME", text)).toThrow(DanhbaError);
    expect(() => instant("TIME", text)).toThrow(/NOT_A_TIME/);
  });

  it("as an end includes the whole of a bare day", () => {
    expect(instantUntil("--until", "21/11/2026")).toBe("2026-11-21T16:59:59.999Z");
    expect(instantUntil("--until", "2026-11-21")).toBe("2026-11-21T16:59:59.999Z");
    expect(instantUntil("--until", "21/11/2026 08:00")).toBe("2026-11-21T01:00:00.000Z");
  });
});
