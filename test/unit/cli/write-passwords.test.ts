import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkOutput, writePasswords } from "../../../src/cli/write-passwords.ts";

const SLIPS = { kind: "slips" } as const;
const SEALED = { kind: "sealed", recipients: ["age1"] } as const;

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "danhba-passwords-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("passwords that are written to a file", () => {
  it("are readable by its owner only, end with a line break, and go again when they are withdrawn", async () => {
    const file = join(folder, "snv.age");
    const written = await writePasswords(file, "sealed");
    expect(readFileSync(file, "utf8")).toBe("sealed\n");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await written.withdraw();
    expect(() => statSync(file)).toThrow(/ENOENT/);
  });

  it("never overwrite anything, and say so", async () => {
    const file = join(folder, "mine");
    writeFileSync(file, "mine");
    await expect(writePasswords(file, "sealed")).rejects.toMatchObject({
      code: "USAGE",
      params: { argument: "--output", problem: "FILE_EXISTS" },
    });
    expect(readFileSync(file, "utf8")).toBe("mine");
  });

  it("cannot go where there is no folder", async () => {
    await expect(writePasswords(join(folder, "none", "x"), "sealed")).rejects.toMatchObject({
      params: { problem: "FILE_NOT_WRITTEN", reason: "ENOENT" },
    });
  });
});

describe("before any password is made", () => {
  it("clear text is refused where no terminal shows it, and a document where it would hold it", () => {
    const nowhere = { output: undefined, isJson: false };
    // Tests have no terminal.
    expect(() => checkOutput(SLIPS, nowhere)).toThrow(/NOT_A_TERMINAL/);
    expect(() => checkOutput(SEALED, { output: undefined, isJson: true })).toThrow(/NAME_OUTPUT_FILE/);
    expect(() => checkOutput(SEALED, nowhere)).not.toThrow();
    expect(() => checkOutput(SLIPS, { output: "slips.txt", isJson: true })).not.toThrow();
  });
});
