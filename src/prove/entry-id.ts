/** The `danhbaId` that an owner's entry must have: said once more, apart from where entries are made. */
import { createHash } from "node:crypto";
import type { Owner } from "../model/owner.ts";

const NAMESPACE = Buffer.from("6f1d3c0e5b7a4d2c9e81a4c7f2b05d36", "hex");

/** UUID version 5 of `<realm>/<owner>` (RFC 9562 §5.5). */
export function entryId(realm: string, owner: Owner): string {
  const hash = createHash("sha1").update(NAMESPACE).update(`${realm}/${owner}`).digest("hex");
  const variant = ((Number.parseInt(hash.slice(16, 18), 16) & 0x3f) | 0x80).toString(16);
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-5${hash.slice(13, 16)}-${variant}${hash.slice(18, 20)}-${hash.slice(20, 32)}`;
}
