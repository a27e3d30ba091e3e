import { describe, expect, it } from "vitest";
import { codeOnly, type SourceFile, sourceFiles, withoutComments } from "./source-files.ts";

const CORE = ["model", "feed", "naming", "desired", "plan", "gate", "changelog", "prove"];

/** What makes a function give another answer on another day or another machine. */
const IMPURE: Readonly<Record<string, RegExp>> = {
  "the clock":
    /\bDate\.now\b|\bnew Date\(\s*\)|\bnew Date\b(?!\s*\()|(?<!new )\bDate\(|\bperformance\b|\bhrtime\b/,
  randomness: /\bMath\.random\b|\brandomUUID\b|\brandomBytes\b|\brandomInt\b|\bgetRandomValues\b/,
  "the process": /\bprocess\b|\bglobalThis\b/,
  output: /\bconsole\b/,
  waiting: /\bawait\b|\basync\b|\bPromise\b|\bsetTimeout\b|\bsetInterval\b|\bsetImmediate\b/,
  "the machine's locale": /\.toLocale\w*\(\s*\)|\.localeCompare\(\s*[^,()]*\)/,
};
/** `node:crypto` is there for hashes only: see randomness. */
const NODE_MODULES = ["node:crypto"];

function impurities({ path, text }: SourceFile): string[] {
  const code = codeOnly(text);
  const found = Object.entries(IMPURE)
    .filter(([, pattern]) => pattern.test(code))
    .map(([what]) => `${path}: ${what}`);
  const modules = [...withoutComments(text).matchAll(/\bfrom\s*"(node:[^"]+|pino)"/g)].map(
    ([, name]) => name,
  );
  return [
    ...found,
    ...modules.filter((name) => !NODE_MODULES.includes(name ?? "")).map((name) => `${path}: ${name}`),
  ];
}

describe("the core", () => {
  it.each(CORE)("has no clock, randomness, environment, output, file or await in %s", (folder) => {
    const files = sourceFiles(`src/${folder}`);
    expect(files.length).toBeGreaterThan(0);
    expect(files.flatMap(impurities)).toEqual([]);
  });

  it("would be caught with one of them", () => {
    const found = (text: string) => impurities({ path: "a.ts", text }).length;
    for (const text of [
      "const now = Date.now();",
      "const now = new Date();",
      "const id = Math.random();",
      "const home = process.env.HOME;",
      'console.log("x");',
      "export async function read() {}",
      'import { readFileSync } from "node:fs";',
      'import { pino } from "pino";',
      "names.sort((a, b) => a.localeCompare(b));",
    ])
      expect(found(text), text).toBeGreaterThan(0);
    for (const text of [
      "const day = new Date(instant);",
      "// never calls Date.now()",
      'const text = "process.env";',
      'import { createHash } from "node:crypto";',
    ])
      expect(found(text), text).toBe(0);
  });
});
