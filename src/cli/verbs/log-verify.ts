/** `danhba log verify`: the hash chain, and whether an earlier checkpoint is still in it. */
import type { Checkpoint } from "../../changelog/checkpoint.ts";
import { signingKeys } from "../../compose.ts";
import { DanhbaError } from "../../model/error.ts";
import { brokenLog, trustCheckpoint, verifyLog } from "../../reconcile/verify-log.ts";
import { timeText, VIEW_TEXTS } from "../../texts/views.ts";
import { EXIT } from "../exit-status.ts";
import { readInput } from "../input-file.ts";
import { jsonText, type Session, withDatabase } from "../session.ts";

export interface LogVerifyOptions {
  readonly checkpoint?: string;
  readonly publicKey?: string;
}

/**
 * @throws DanhbaError LOG_BROKEN with the number of the first broken record, or of the one that the checkpoint knows
 * otherwise; CHECKPOINT_INVALID for a checkpoint that proves nothing
 */
export async function logVerifyVerb(session: Session, options: LogVerifyOptions): Promise<number> {
  const read = await readCheckpoint(options);
  return await withDatabase(session, async ({ journal }, realm) => {
    const { id } = realm.settings;
    const checkpoint = read === null ? null : trustCheckpoint(read.document, id, read.key);
    const { records, broken, head: found } = await verifyLog(journal, id, checkpoint ?? undefined);
    if (session.isJson) {
      const known = checkpoint === null ? {} : { checkpoint };
      session.print(jsonText({ formatVersion: 1, realm: id, records, head: found.hash, broken, ...known }));
    }
    if (broken !== null) throw brokenLog(id, broken);
    if (!session.isJson) session.print(soundText(session, { records, hash: found.hash, checkpoint }));
    return EXIT.done;
  });
}

function soundText(
  { lang }: Session,
  found: { readonly records: number; readonly hash: string; readonly checkpoint: Checkpoint | null },
): string {
  const words = VIEW_TEXTS[lang];
  const { records, hash, checkpoint } = found;
  const whole = `${words.chainOk}: ${records} ${words.records}, ${hash}`;
  if (checkpoint === null) return whole;
  const { seq, at } = checkpoint;
  const time = at === null ? "" : ` (${timeText(lang, at)})`;
  return `${whole}\n${words.checkpointHolds}: ${words.record} ${seq}${time}`;
}

async function readCheckpoint({ checkpoint: file, publicKey }: LogVerifyOptions) {
  if (file === undefined && publicKey === undefined) return null;
  if (file === undefined || publicKey === undefined) {
    const [argument, kind] =
      file === undefined ? ["--checkpoint", "--public-key"] : ["--public-key", "--checkpoint"];
    throw new DanhbaError("USAGE", { argument, value: "", problem: "NEEDED_WITH", kind });
  }
  const key = signingKeys.openPublic(await readInput("--public-key", publicKey), publicKey);
  return { document: jsonOf(await readInput("--checkpoint", file)), key };
}

/** Null, which is no checkpoint, for what is no JSON. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
