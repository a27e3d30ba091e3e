import { describe, expect, it } from "vitest";
import { FINDING_CODES, type FindingCode, type Params } from "../../../src/model/finding.ts";
import { FINDING_PARAMS, FINDING_TEXTS, findingText } from "../../../src/texts/findings.ts";

const CODES = Object.keys(FINDING_CODES) as FindingCode[];

/** Values that are easy to find again. */
const paramsOf = (code: FindingCode): Params =>
  Object.fromEntries(FINDING_PARAMS[code].map((name) => [name, name === "reason" ? "length" : `‹${name}›`]));

describe.each(["vi", "en"] as const)("the texts in %s", (lang) => {
  it.each(CODES)("%s says what is wrong and the mend, with every param", (code) => {
    const text = findingText({ code, params: paramsOf(code) }, lang);
    // Shown only beside some reasons.
    const shown = FINDING_PARAMS[code].filter((name) => !["reason", "detail"].includes(name));
    for (const name of shown) expect(text).toContain(`‹${name}›`);
    expect(text.replaceAll(/a–z|0–9/g, "")).not.toContain("–");
    expect(text).toMatch(/\.$/);
    if (code !== "MISSING_ENTRY") expect(text.split(/[.;] /).length).toBeGreaterThan(1);
  });

  it("have a dash for a param that is missing", () => {
    expect(FINDING_TEXTS[lang].UNKNOWN_UNIT({})).toContain('"–"');
  });
});
