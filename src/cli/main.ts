#!/usr/bin/env -S node --
/** The command line: runs one verb, prints a fault as one line on stderr, and ends with its exit status. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CommanderError } from "commander";
import { z } from "zod";
import { readLang } from "../config/read-lang.ts";
import { DanhbaError, ERROR_CODES } from "../model/error.ts";
import { errorText } from "../texts/errors.ts";
import { EXIT } from "./exit-status.ts";
import { createProgram } from "./program.ts";
import { visibleText } from "./views/visible.ts";

const PACKAGE = join(import.meta.dirname, "..", "..", "package.json");

const lang = readLang(process.argv);
z.config(lang === "vi" ? z.locales.vi() : z.locales.en());
const { version } = JSON.parse(readFileSync(PACKAGE, "utf8")) as { version: string };

// A reader that goes away, such as `head`, is no fault.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

try {
  const program = createProgram(lang, version, (status) => {
    process.exitCode = status;
  });
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

function report(error: unknown): number {
  // Help and version end this way too; commander has printed what there is to say.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  const fault =
    error instanceof DanhbaError
      ? error
      : new DanhbaError(
          "INTERNAL",
          { detail: error instanceof Error ? error.message : String(error) },
          error,
        );
  process.stderr.write(`danhba: ${fault.code}: ${visibleText(errorText(lang, fault))}\n`);
  if (fault.code === "INTERNAL" && error instanceof Error)
    process.stderr.write(`${visibleText(error.stack ?? "")}\n`);
  return ERROR_CODES[fault.code].exit;
}
