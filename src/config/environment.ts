/** The only reader of `process.env`: variables, `.env` through dotenv, and secrets in files. */
import { existsSync, readFileSync } from "node:fs";
import { parse } from "dotenv";
import { DanhbaError } from "../model/error.ts";
import type { Lookup } from "./expand-variables.ts";

export interface Environment {
  /** The variable, or the first line of the file that `NAME_FILE` names, or null. */
  readonly lookup: Lookup;
}

/**
 * Real variables win over those of the file.
 * @param envFile named by the user, so it must exist; null: `.env` here, if there is one
 * @throws DanhbaError SETTINGS_INVALID when a named file cannot be read
 */
export function readEnvironment(envFile: string | null): Environment {
  const named = envFile ?? process.env.DANHBA_ENV_FILE ?? null;
  const file = named ?? ".env";
  const fromFile = named !== null || existsSync(file) ? parse(readText(file, "--env-file")) : {};
  const plain = (name: string): string | null => process.env[name] ?? fromFile[name] ?? null;
  return {
    lookup: (name) => {
      const value = plain(name);
      if (value !== null) return value;
      const path = plain(`${name}_FILE`);
      return path === null ? null : (/^[^\r\n]*/.exec(readText(path, `${name}_FILE`))?.[0] ?? "");
    },
  };
}

function readText(path: string, setting: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new DanhbaError(
      "SETTINGS_INVALID",
      { setting: `${setting} ${path}`, problem: "UNREADABLE" },
      error,
    );
  }
}
