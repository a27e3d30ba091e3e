import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { ENV_NAMES, type EnvName, writeEnvFile } from "../../../src/dev/services/env-file.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "danhba-env-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

const values = (value: string) =>
  Object.fromEntries(ENV_NAMES.map((name) => [name, value])) as Record<EnvName, string>;

it("replaces an older file as a whole", async () => {
  const path = join(dir, "f.env");
  await writeEnvFile(path, values("old"));
  await writeEnvFile(path, values("cn=danhba,ou=services $HOME"));
  expect(readFileSync(path, "utf8").split("\n")[0]).toBe("DATABASE_URL='cn=danhba,ou=services $HOME'");
  expect(readdirSync(dir)).toEqual(["f.env"]);
});

it("refuses a value that would end its quotes, and writes nothing", async () => {
  await expect(writeEnvFile(join(dir, "f.env"), values("it's"))).rejects.toThrow("cannot be quoted");
  expect(readdirSync(dir)).toEqual([]);
});
