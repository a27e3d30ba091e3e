/** A checkpoint: the end of the chain, signed, to be kept where the database's owner cannot reach it. */
import { canonicalText } from "../model/canonical-hash.ts";
import type { Instant } from "../model/feed.ts";

export interface Checkpoint {
  readonly formatVersion: 1;
  readonly realm: string;
  /** Number and hash of the last record; 0 and 64 zeros where there was none. */
  readonly seq: number;
  readonly hash: string;
  /** Time of that record; null where there was none. */
  readonly at: Instant | null;
  /** Lower-case hex SHA-256 of the public key (DER, SubjectPublicKeyInfo). */
  readonly keyId: string;
  /** Ed25519 (RFC 8032) over `checkpointText`, in base64. */
  readonly signature: string;
}

/** What is signed: the RFC 8785 form of all but the signature. */
export const checkpointText = (statement: Omit<Checkpoint, "signature">): string => canonicalText(statement);

const HASH = /^[0-9a-f]{64}$/;

/** The checkpoint that a document is, or null: nothing about it is taken for granted. */
export function checkpointOf(document: unknown): Checkpoint | null {
  if (typeof document !== "object" || document === null) return null;
  const { formatVersion, realm, seq, hash, at, keyId, signature, ...others } = document as Record<
    string,
    unknown
  >;
  if (formatVersion !== 1 || Object.keys(others).length > 0) return null;
  if (typeof realm !== "string" || typeof signature !== "string") return null;
  if (typeof seq !== "number" || !Number.isSafeInteger(seq) || seq < 0) return null;
  if (typeof hash !== "string" || typeof keyId !== "string" || !HASH.test(hash) || !HASH.test(keyId))
    return null;
  if (at !== null && typeof at !== "string") return null;
  return { formatVersion, realm, seq, hash, at, keyId, signature };
}
