/** Where passwords that are handed out go: a new file that only its owner reads, or stdout. */
import { open, rm } from "node:fs/promises";
import { DanhbaError } from "../model/error.ts";
import type { Written } from "../reconcile/hand-out.ts";
import type { WayOut } from "../reconcile/way-out.ts";

/**
 * What cannot be done is told before any password is made.
 * @throws DanhbaError USAGE for clear text that would not go to a terminal, or a document besides that on stdout
 */
export function checkOutput(
  out: WayOut,
  { output, isJson }: { readonly output: string | undefined; readonly isJson: boolean },
): void {
  if (output !== undefined) return;
  if (isJson) throw usage("--output", "", "NAME_OUTPUT_FILE");
  if (out.kind === "slips" && !process.stdout.isTTY) throw usage("stdout", "", "NOT_A_TERMINAL");
}

/** @throws DanhbaError USAGE for a file that exists or cannot be written, or a stdout that nobody reads */
export async function writePasswords(output: string | undefined, text: string): Promise<Written> {
  const whole = text.endsWith("\n") ? text : `${text}\n`;
  if (output === undefined) {
    await toStdout(whole);
    return { withdraw: async () => undefined };
  }
  try {
    const file = await open(output, "wx", 0o600);
    try {
      await file.writeFile(whole);
      await file.sync();
    } catch (error) {
      await rm(output);
      throw error;
    } finally {
      await file.close();
    }
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw usage("--output", output, reason === "EEXIST" ? "FILE_EXISTS" : "FILE_NOT_WRITTEN", reason, error);
  }
  return { withdraw: () => rm(output, { force: true }) };
}

async function toStdout(text: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  process.stdout.write(text, (error) => {
    if (error === null || error === undefined) resolve();
    else reject(usage("stdout", "", "FILE_NOT_WRITTEN", error.message, error));
  });
  await promise;
}

function usage(
  argument: string,
  value: string,
  problem: string,
  reason: string = "",
  cause?: unknown,
): DanhbaError {
  return new DanhbaError("USAGE", { argument, value, problem, reason }, cause);
}
