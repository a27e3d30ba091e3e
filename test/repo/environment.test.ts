import { describe, expect, it } from "vitest";
import { codeOnly, folderOf, type SourceFile, sourceFiles } from "./source-files.ts";

const READERS = ["config", "dev"];

/** Files that take something from the environment, also by destructuring `process` or importing `env`. */
const readers = (files: readonly SourceFile[]): string[] =>
  files
    .filter(
      ({ text }) =>
        /\bprocess\s*(\?\.|\.)\s*env\b|\{[^}]*\benv\b[^}]*\}\s*=\s*process\b|\bprocess\[/.test(
          codeOnly(text),
        ) || /from "node:process"/.test(text),
    )
    .map(({ path }) => path);

describe("process.env", () => {
  it("is read in src/config and src/dev only", () => {
    expect(readers(sourceFiles("src")).filter((path) => !READERS.includes(folderOf(path)))).toEqual([]);
  });

  it("would be found elsewhere", () => {
    const found = (text: string) => readers([{ path: "src/cli/a.ts", text }]).length;
    expect(found("const url = process.env.DATABASE_URL;")).toBe(1);
    expect(found("const { env } = process;")).toBe(1);
    expect(found('import { env } from "node:process";')).toBe(1);
    expect(found("// process.env is read elsewhere\nprocess.exitCode = 1;")).toBe(0);
  });
});
