import { describe, expect, it } from "vitest";
import { generalizedTimeMs } from "../../../src/model/generalized-time.ts";

describe("generalizedTimeMs", () => {
  it("reads the time as the server writes it, and nothing else", () => {
    expect(generalizedTimeMs("20261121204039Z")).toBe(Date.parse("2026-11-21T20:40:39Z"));
    expect(generalizedTimeMs("20261121204039.734279Z")).toBe(Date.parse("2026-11-21T20:40:39Z"));
    for (const text of ["", "20261121", "20261321204039Z", "000001010000Z", "undefined"]) {
      expect(generalizedTimeMs(text), text).toBeNull();
    }
  });
});
