// biome-ignore-all lint/suspicious/noTemplateCurlyInString: settings refer to variables in this very form
import { describe, expect, it } from "vitest";
import { expandVariables } from "../../../src/config/expand-variables.ts";

function expand(value: unknown, variables: Readonly<Record<string, string>> = {}) {
  const problems: { path: string; message: string }[] = [];
  const expanded = expandVariables(value, (name) => variables[name] ?? null, "", problems);
  return { expanded, missing: problems.map(({ path }) => path) };
}

describe("expandVariables", () => {
  it("fills references anywhere in a text, at any depth, and leaves other values alone", () => {
    const value = { a: "${A}", b: ["x-${A}-${B_2}", 1, null, true], c: { d: "${A}${A}" } };
    expect(expand(value, { A: "1", B_2: "2" })).toEqual({
      expanded: { a: "1", b: ["x-1-2", 1, null, true], c: { d: "11" } },
      missing: [],
    });
  });

  it("never expands what a variable holds, nor takes its signs for a pattern", () => {
    expect(expand("${A}", { A: "${B} $& $1 $$", B: "no" }).expanded).toBe("${B} $& $1 $$");
  });

  it.each(["$A", "${a}", "${}", "${1A}", "$ {A}", "${A", "{A}"])("takes %j as it is", (text) => {
    expect(expand(text, { A: "1", a: "1" })).toEqual({ expanded: text, missing: [] });
  });

  it("names each place whose variable is missing; an empty one is set", () => {
    const value = { a: "${NONE}", b: [{ c: "${NONE}${EMPTY}" }] };
    expect(expand(value, { EMPTY: "" }).missing).toEqual(["a", "b[0].c"]);
  });
});
