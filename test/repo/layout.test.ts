import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { describe, expect, it } from "vitest";
import { codeOnly, sourceFiles } from "./source-files.ts";

/** What the customer fixed, and what a tool looks for at the top. */
const TOP_LEVEL = `
  src config migrations docker test bench package.json tsconfig.json docker-compose.yml README.md
  package-lock.json biome.json .oxlintrc.json vitest.config.ts .ci
  CHANGELOG.md CONTRIBUTING.md .env.example .gitignore
`
  .trim()
  .split(/\s+/);
/** Made by tools and never committed. */
const IGNORED = /^(\.git|node_modules|dist|\.env(\..+)?|\.danhba|.+\.log)$/;

const src = sourceFiles("src");
const all = [...src, ...sourceFiles("test")];

describe("the repository", () => {
  it("has at its top only what the customer fixed and what tools insist on", () => {
    const found = readdirSync(".").filter((name) => TOP_LEVEL.includes(name) || !IGNORED.test(name));
    expect(found.toSorted()).toEqual(TOP_LEVEL.toSorted());
  });

  it("names folders and files in kebab-case", () => {
    const part = /^[a-z0-9]+(-[a-z0-9]+)*(\.test)?(\.ts)?$/;
    expect(all.filter(({ path }) => !path.split("/").every((name) => part.test(name)))).toEqual([]);
  });

  it("has no barrels and no heaps of leftovers", () => {
    const heaps = ["index.ts", "utils.ts", "helpers.ts", "common.ts", "types.ts", "misc.ts"];
    expect(all.filter(({ path }) => heaps.includes(basename(path)))).toEqual([]);
    const passesOn = /^\s*((import|export)\s[\w\s{},*$]*\bfrom\s*"";\s*)+$/;
    const barrels = src.filter(
      ({ text }) => passesOn.test(codeOnly(text)) || /^export (type )?\*/m.test(codeOnly(text)),
    );
    expect(barrels.map(({ path }) => path)).toEqual([]);
  });

  it("has tests that mirror src", () => {
    const tests = readdirSync("test/unit", { recursive: true, encoding: "utf8" });
    const folders = tests.filter((name) => name.includes("/")).map((name) => name.split("/")[0] ?? "");
    const known = readdirSync("src");
    expect([...new Set(folders)].filter((folder) => !known.includes(folder))).toEqual([]);
  });
});

describe("each source file", () => {
  it("begins with one comment that says its job", () => {
    const begins = /^(#![^\n]*\n)?\/\*\*\s*\S/;
    expect(src.filter(({ text }) => !begins.test(text)).map(({ path }) => path)).toEqual([]);
  });

  it("has named exports, and neither enums nor namespaces", () => {
    const wrong = /^\s*export default\b|^\s*(export )?(declare )?(const )?(enum|namespace) \w/m;
    expect(src.filter(({ text }) => wrong.test(codeOnly(text))).map(({ path }) => path)).toEqual([]);
  });

  it("is finished: nothing is marked as still to do", () => {
    const marks = new RegExp(`\\b(${["TO" + "DO", "FIX" + "ME", "XX" + "X"].join("|")})\\b`);
    const others = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "src/README.md", "docker-compose.yml"];
    const texts = [...all, ...others.map((path) => ({ path, text: readFileSync(path, "utf8") }))];
    expect(texts.filter(({ text }) => marks.test(text)).map(({ path }) => path)).toEqual([]);
  });

  it("tests without skipping", () => {
    const skipped = /\b(it|test|describe)\s*\.\s*(skip|only|todo|skipIf|runIf)\b/;
    expect(all.filter(({ text }) => skipped.test(codeOnly(text))).map(({ path }) => path)).toEqual([]);
  });
});
