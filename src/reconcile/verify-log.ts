/** Reads a realm's whole change log, in bounded memory, and checks its chain, also against a checkpoint. */
import { type Checkpoint, checkpointOf, checkpointText } from "../changelog/checkpoint.ts";
import { type ChainHead, EMPTY_CHAIN } from "../changelog/record.ts";
import { ChainVerifier, type Verification } from "../changelog/verify-chain.ts";
import { DanhbaError } from "../model/error.ts";
import type { JournalPort } from "../ports/journal-port.ts";
import type { SignatureCheck, Signer } from "../ports/signing-port.ts";

type LogReader = Pick<JournalPort, "chainHead" | "logStream">;

/** @param checkpoint an earlier end of the chain that must still be in it */
export async function verifyLog(
  journal: LogReader,
  realm: string,
  checkpoint: ChainHead = EMPTY_CHAIN,
): Promise<Verification> {
  const verifier = new ChainVerifier(realm, checkpoint);
  // The head first: records that are added meanwhile must not look like a difference.
  const head = await journal.chainHead(realm);
  for await (const row of journal.logStream(realm)) {
    if (row.seq > head.seq || !verifier.check(row)) break;
  }
  return verifier.finish(head);
}

export const brokenLog = (realm: string, broken: NonNullable<Verification["broken"]>): DanhbaError =>
  new DanhbaError("LOG_BROKEN", { realm, ...broken });

/** Signs the end of the chain. @throws DanhbaError LOG_BROKEN: a broken chain is not signed */
export async function makeCheckpoint(journal: LogReader, realm: string, signer: Signer): Promise<Checkpoint> {
  const { head, at, broken } = await verifyLog(journal, realm);
  if (broken !== null) throw brokenLog(realm, broken);
  const statement = { formatVersion: 1, realm, ...head, at, keyId: signer.keyId } as const;
  return { ...statement, signature: signer.sign(checkpointText(statement)) };
}

/**
 * @param document what stands in the checkpoint's file
 * @throws DanhbaError CHECKPOINT_INVALID when it is none of this realm, or not signed with that key
 */
export function trustCheckpoint(document: unknown, realm: string, key: SignatureCheck): Checkpoint {
  const invalid = (problem: string, more: Readonly<Record<string, string>> = {}): DanhbaError =>
    new DanhbaError("CHECKPOINT_INVALID", { problem, ...more });
  const checkpoint = checkpointOf(document);
  if (checkpoint === null) throw invalid("NOT_A_CHECKPOINT");
  if (checkpoint.realm !== realm) throw invalid("OTHER_REALM", { is: checkpoint.realm, wanted: realm });
  if (checkpoint.keyId !== key.keyId) throw invalid("OTHER_KEY", { is: checkpoint.keyId, wanted: key.keyId });
  const { signature, ...statement } = checkpoint;
  if (!key.isValid(checkpointText(statement), signature)) throw invalid("WRONG_SIGNATURE");
  return checkpoint;
}
