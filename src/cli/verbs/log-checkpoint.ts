/** `danhba log checkpoint`: the signed end of the chain, to be kept outside. */
import { writeFile } from "node:fs/promises";
import { signingKeys } from "../../compose.ts";
import { DanhbaError } from "../../model/error.ts";
import { makeCheckpoint } from "../../reconcile/verify-log.ts";
import { VIEW_TEXTS } from "../../texts/views.ts";
import { EXIT } from "../exit-status.ts";
import { readInput } from "../input-file.ts";
import { jsonText, type Session, withDatabase } from "../session.ts";

export interface CheckpointOptions {
  readonly key: string;
  readonly output?: string;
}

/** @throws DanhbaError LOG_BROKEN: a broken chain is not signed */
export async function logCheckpointVerb(session: Session, options: CheckpointOptions): Promise<number> {
  const { key: file, output } = options;
  const signer = signingKeys.open(await readInput("--key", file), file);
  return await withDatabase(session, async ({ journal }, realm) => {
    const checkpoint = await makeCheckpoint(journal, realm.settings.id, signer);
    const text = jsonText({ ...checkpoint });
    if (output !== undefined) await writeNew(output, `${text}\n`);
    if (output === undefined || session.isJson) session.print(text);
    else session.print(`${output}: ${VIEW_TEXTS[session.lang].record} ${checkpoint.seq}, ${checkpoint.hash}`);
    return EXIT.done;
  });
}

/** An older checkpoint is never overwritten. */
async function writeNew(output: string, text: string): Promise<void> {
  try {
    await writeFile(output, text, { flag: "wx", flush: true });
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : String(error);
    const problem = reason === "EEXIST" ? "FILE_EXISTS" : "FILE_NOT_WRITTEN";
    throw new DanhbaError("USAGE", { argument: "--output", value: output, problem, reason }, error);
  }
}
