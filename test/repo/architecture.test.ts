import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  codesIn,
  folderOf,
  type Import,
  importsOf,
  markdownTable,
  resolveImport,
  type SourceFile,
  sourceFiles,
} from "./source-files.ts";

const PAGE = readFileSync("src/README.md", "utf8");
const CORE = ["model", "feed", "naming", "desired", "plan", "gate", "changelog", "prove"];
const ADAPTERS = ["ldap", "postgres", "workbook"];

type Grant = "any" | "type" | "dynamic";
interface Row {
  readonly isFree: boolean;
  readonly grants: ReadonlyMap<string, Grant>;
}

const rows = new Map<string, Row>(
  markdownTable(PAGE, "folder", "holds", "may import").map(([folder = "", , may = ""]) => [
    codesIn(folder)[0]?.replace(/\/$/, "") ?? folder,
    { isFree: may === "everything", grants: grantsOf(may) },
  ]),
);

function grantsOf(cell: string): Map<string, Grant> {
  const words = [...cell.matchAll(/`([^`]+)`(?: \((types|on demand)\))?/g)];
  return new Map(
    words.map(([, name = "", only]) => [
      name,
      only === "types" ? "type" : only === "on demand" ? "dynamic" : "any",
    ]),
  );
}

function isAllowed(from: string, to: string, kind: Import["kind"]): boolean {
  if (from === to) return true;
  const row = rows.get(from);
  const grant = row?.grants.get(to);
  return row?.isFree === true || grant === "any" || grant === kind;
}

/** What is computed may lead anywhere, so only who may import everything may do it. */
const targetOf = (path: string, specifier: string): string =>
  specifier === "?" ? "?" : folderOf(resolveImport(path, specifier));

/** One line for each import that the table does not allow. */
function violations(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, text }) =>
    importsOf(text)
      .filter(({ specifier }) => /^[.?]/.test(specifier))
      .map(({ kind, specifier }) => ({ kind, specifier, to: targetOf(path, specifier) }))
      .filter(({ kind, to }) => !isAllowed(folderOf(path), to, kind))
      .map(({ kind, specifier }) => `${path} may not import ${specifier} (${kind})`),
  );
}

const files = sourceFiles("src");

describe("the table of folders in src/README.md", () => {
  it("has a row for every folder and file of src, and no other", () => {
    const found = readdirSync("src").filter((name) => !["README.md", "tsconfig.json"].includes(name));
    expect([...rows.keys()].toSorted()).toEqual(found.toSorted());
  });

  it("names only folders that exist, and every import that it allows is there", () => {
    const used = new Set(
      files.flatMap(({ path, text }) =>
        importsOf(text)
          .filter(({ specifier }) => specifier.startsWith("."))
          .map(({ specifier }) => `${folderOf(path)} ${folderOf(resolveImport(path, specifier))}`),
      ),
    );
    for (const [folder, { grants }] of rows) {
      for (const to of grants.keys()) expect(used, "allowed and never used").toContain(`${folder} ${to}`);
    }
  });

  it("lets the core import only the core, and adapters be built in compose.ts alone", () => {
    for (const [folder, { grants, isFree }] of rows) {
      const names = [...grants.keys()];
      if (CORE.includes(folder)) expect(names.filter((name) => !CORE.includes(name))).toEqual([]);
      if (isFree) expect(folder).toBe("dev");
      if (folder !== "compose.ts") expect(names.filter((name) => ADAPTERS.includes(name))).toEqual([]);
    }
  });

  it("goes one way: no folder leads back to itself", () => {
    const leads = (from: string, goal: string, seen: ReadonlySet<string>): boolean =>
      [...(rows.get(from)?.grants.keys() ?? [])].some(
        (to) => to === goal || (!seen.has(to) && leads(to, goal, new Set([...seen, to]))),
      );
    expect([...rows.keys()].filter((folder) => leads(folder, folder, new Set([folder])))).toEqual([]);
  });
});

describe("the imports of src", () => {
  it("go only where the table lets them", () => {
    expect(violations(files)).toEqual([]);
  });

  it("would be caught if they went another way", () => {
    const wrong = (path: string, ...lines: string[]) => violations([{ path, text: lines.join("\n") }]).length;
    expect(wrong("src/plan/a.ts", 'import { b } from "../postgres/b.ts";')).toBe(1);
    expect(wrong("src/model/a.ts", 'import type { Plan } from "../plan/b.ts";')).toBe(1);
    expect(wrong("src/model/a.ts", 'export { plan } from "../plan/b.ts";')).toBe(1);
    expect(wrong("src/ldap/a.ts", "import {", "  type A,", "  b,", '} from "../postgres/b.ts";')).toBe(1);
    expect(wrong("src/feed/a.ts", 'import "../naming/b.ts";')).toBe(1);
    expect(wrong("src/cli/verbs/a.ts", 'import { b } from "../../dev/b.ts";')).toBe(1);
    expect(wrong("src/reconcile/a.ts", 'await import("../ldap/b.ts");')).toBe(1);
    expect(wrong("src/reconcile/a.ts", "await import(path);")).toBe(1);
    expect(wrong("src/ports/a.ts", 'import { b } from "../gate/b.ts";')).toBe(1);
    expect(wrong("src/unheard/a.ts", 'import { b } from "../model/b.ts";')).toBe(1);
    expect(wrong("src/feed/a.ts", 'import { b } from "../model/b.ts";', '// from "../naming/c.ts"')).toBe(0);
  });

  it("never run in a circle from file to file", () => {
    const graph = new Map(
      files.map(({ path, text }) => [
        path,
        importsOf(text)
          .filter(({ kind, specifier }) => kind === "value" && specifier.startsWith("."))
          .map(({ specifier }) => resolveImport(path, specifier)),
      ]),
    );
    const state = new Map<string, "open" | "done">();
    const circles: string[] = [];
    const visit = (path: string, trail: readonly string[]): void => {
      if (state.get(path) === "open") circles.push([...trail, path].join(" → "));
      if (state.has(path)) return;
      state.set(path, "open");
      for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
      state.set(path, "done");
    };
    for (const path of graph.keys()) visit(path, []);
    expect(circles).toEqual([]);
  });

  it("name files with their ending, and packages only where the table of packages lets them", () => {
    const homes = new Map(
      markdownTable(PAGE, "package", "only in").map(([name = "", only = ""]) => [
        codesIn(name)[0],
        codesIn(only),
      ]),
    );
    const wrong: string[] = [];
    for (const { path, text } of files) {
      for (const { specifier } of importsOf(text)) {
        if (specifier.startsWith(".")) {
          if (!/\.(ts|json)$/.test(specifier)) wrong.push(`${path}: ${specifier}`);
        } else if (!specifier.startsWith("node:") && specifier !== "?") {
          const name = specifier
            .split("/")
            .slice(0, specifier.startsWith("@") ? 2 : 1)
            .join("/");
          if (!homes.get(name)?.includes(folderOf(path))) wrong.push(`${path}: ${specifier}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });
});
