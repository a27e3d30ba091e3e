import { describe, expect, it } from "vitest";
import type { HandoverSettings } from "../../../src/model/handover.ts";
import { recipientsOf, wayOut } from "../../../src/reconcile/way-out.ts";

const SETTINGS: HandoverSettings = {
  recipients: { realm: ["age1realm"], units: { SNV: ["age1snv"] } },
  sealAtCreation: false,
  slips: true,
  expiryDays: 30,
};
const NONE: HandoverSettings = { ...SETTINGS, recipients: { realm: [], units: {} } };

describe("passwords of a unit", () => {
  it("are sealed for its own recipients, or else for the realm's", () => {
    expect(recipientsOf(SETTINGS, "SNV")).toEqual(["age1snv"]);
    expect(recipientsOf(SETTINGS, "STC")).toEqual(["age1realm"]);
    expect(recipientsOf(SETTINGS, null)).toEqual(["age1realm"]);
    expect(wayOut(SETTINGS, "SNV")).toEqual({ kind: "sealed", recipients: ["age1snv"] });
  });

  it("go on slips only where there is no recipient and the settings allow it", () => {
    expect(wayOut(NONE, "SNV")).toEqual({ kind: "slips" });
    expect(() => wayOut({ ...NONE, slips: false }, "SNV")).toThrow(/NO_WAY_OUT/);
  });
});
