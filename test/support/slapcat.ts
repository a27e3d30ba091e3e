/** The whole content of a directory as its own tool writes it, while slapd runs (slapcat(8) allows that with mdb). */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { inject } from "vitest";
import { findSlapd } from "../../src/dev/services/slapd-programs.ts";
import type { Attributes } from "../../src/model/entry.ts";
import { asAdmin, type FreshDirectory } from "./directory.ts";

const execute = promisify(execFile);

/** Room for the output: a small province is some hundred kilobytes. */
const MOST_BYTES = 64 * 1024 * 1024;

export interface CatEntry {
  readonly dn: string;
  readonly attributes: Attributes;
}

/** A server that is not a process of ours is read by its administrator, all attributes. */
export async function slapcat(directory: FreshDirectory): Promise<CatEntry[]> {
  const { stateDir, suffix } = directory;
  if (stateDir === null) return await readAll(directory);
  const { slapd, env } = inject("slapd") ?? (await findSlapd());
  const { stdout } = await execute(slapd, ["-T", "cat", "-F", join(stateDir, "config"), "-b", suffix], {
    env: { ...process.env, ...env },
    maxBuffer: MOST_BYTES,
  });
  return parseLdif(stdout);
}

async function readAll(directory: FreshDirectory): Promise<CatEntry[]> {
  return await asAdmin(directory, async (client) => {
    const { searchEntries } = await client.search(directory.suffix, { attributes: ["*", "+"], paged: true });
    return searchEntries.map(({ dn, ...entry }) => ({
      dn,
      attributes: Object.fromEntries(
        Object.entries(entry)
          .filter(([name]) => name !== "*" && name !== "+")
          .map(([name, value]) => [name, [value].flat().map(String)]),
      ),
    }));
  });
}

/** Content records of RFC 2849: folded lines, comments, base64. */
export function parseLdif(text: string): CatEntry[] {
  const records = text.replaceAll("\n ", "").split(/\n{2,}/);
  return records.flatMap((record): CatEntry[] => {
    const lines = record.split("\n").filter((line) => line !== "" && !/^(#|version:)/.test(line));
    const [first, ...others] = lines.map(parseLine);
    if (first === undefined) return [];
    if (first.name !== "dn") throw new Error(`a record begins with ${first.name}`);
    const attributes: Record<string, string[]> = {};
    for (const { name, value } of others) {
      const values = attributes[name] ?? [];
      attributes[name] = values;
      values.push(value);
    }
    return [{ dn: first.value, attributes }];
  });
}

function parseLine(line: string): { readonly name: string; readonly value: string } {
  const [, name, mark, value] = /^([^:]+):(:?) ?(.*)$/.exec(line) ?? [];
  if (name === undefined || value === undefined) throw new Error(`no LDIF: ${line}`);
  return { name, value: mark === ":" ? Buffer.from(value, "base64").toString("utf8") : value };
}
