/** The immutable id of an entry: what SSO clients key on and how danhba knows its own entries again. */
import { createHash } from "node:crypto";
import type { Owner } from "../model/owner.ts";

/** Namespace of danhba's ids: a random UUID, fixed for ever. */
const NAMESPACE = Buffer.from("6f1d3c0e5b7a4d2c9e81a4c7f2b05d36", "hex");

/** UUID version 5 (RFC 9562 §5.5) of realm and owner: the same after a rebuild from nothing. */
export function danhbaId(realm: string, owner: Owner): string {
  const digest = createHash("sha1").update(NAMESPACE).update(`${realm}/${owner}`).digest();
  digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x50;
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80;
  const hex = digest.toString("hex", 0, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
