/** The repository as its own tests see it: source files, their code without comments, their imports, tables of READMEs. */
import { readdirSync, readFileSync } from "node:fs";
import { join, normalize } from "node:path";

export interface SourceFile {
  /** Relative to the repository, such as `src/model/owner.ts`. */
  readonly path: string;
  readonly text: string;
}

export interface Import {
  /** `type` is `import type` or `export type … from`; `dynamic` is `import()`. */
  readonly kind: "value" | "type" | "dynamic";
  /** As written, such as `./owner.ts`, `node:fs` or `pg`. */
  readonly specifier: string;
}

/** Every `.ts` file below a folder, in order of path. */
export function sourceFiles(folder: string): SourceFile[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .toSorted()
    .map((name) => join(folder, name))
    .map((path) => ({ path, text: readFileSync(path, "utf8") }));
}

const STRING_OR_COMMENT =
  /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;

/** The text without comments; strings stay. */
export const withoutComments = (text: string): string =>
  text.replaceAll(STRING_OR_COMMENT, (_whole, string: string | undefined) => string ?? " ");

/** The text without comments and without what stands in strings. */
export const codeOnly = (text: string): string =>
  text.replaceAll(STRING_OR_COMMENT, (_whole, string: string | undefined) => (string ? '""' : " "));

/** An import clause holds names, braces, commas and stars only, so nothing else is swallowed on the way to `from`. */
const STATIC_FROM = /^\s*(?:import|export)\s+(type\s+)?[\w\s{},*$]*?\bfrom\s*"([^"]+)"/gm;
const SIDE_EFFECT = /^\s*import\s*"([^"]+)"/gm;
const DYNAMIC = /\bimport\s*\(\s*(?:"([^"]+)")?/g;

/** All imports and re-exports of a file; a dynamic import of something computed has the specifier `?`. */
export function importsOf(text: string): Import[] {
  const code = withoutComments(text);
  const found: Import[] = [];
  for (const [, type, specifier] of code.matchAll(STATIC_FROM)) {
    found.push({ kind: type === undefined ? "value" : "type", specifier: specifier ?? "?" });
  }
  for (const [, specifier] of code.matchAll(SIDE_EFFECT)) {
    found.push({ kind: "value", specifier: specifier ?? "?" });
  }
  for (const [, specifier] of code.matchAll(DYNAMIC)) {
    found.push({ kind: "dynamic", specifier: specifier ?? "?" });
  }
  return found;
}

/** The file that a relative specifier names, relative to the repository. */
export const resolveImport = (from: string, specifier: string): string =>
  normalize(join(from, "..", specifier));

/** `src/cli/verbs/sync.ts` → `cli`; `src/compose.ts` → `compose.ts`. */
export const folderOf = (path: string): string => path.split("/")[1] ?? "";

/** Rows of the first table whose heading row begins with these cells; cells are trimmed. */
export function markdownTable(text: string, ...heads: readonly string[]): string[][] {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => heads.every((head, index) => cellsOf(line)[index] === head));
  if (start < 0) throw new Error(`no table begins with ${heads.join(" | ")}`);
  const rows: string[][] = [];
  for (const line of lines.slice(start + 2)) {
    if (!line.startsWith("|")) break;
    rows.push(cellsOf(line));
  }
  return rows;
}

const cellsOf = (line: string): string[] =>
  line.startsWith("|")
    ? line
        .slice(1, line.trimEnd().endsWith("|") ? line.lastIndexOf("|") : undefined)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim().replaceAll("\\|", "|"))
    : [];

/** What stands between backticks in a cell. */
export const codesIn = (cell: string): string[] =>
  [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code ?? "");
