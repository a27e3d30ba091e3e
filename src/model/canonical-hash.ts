/** SHA-256 over RFC 8785 canonical JSON: the one way danhba makes a digest. */
import { createHash } from "node:crypto";
import canonicalize from "canonicalize";

/** The RFC 8785 form of `value`, which must be plain JSON data. */
export function canonicalText(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError("only JSON data has a canonical form");
  return text;
}

/** Lower-case hex SHA-256 of the RFC 8785 form of `value`, which must be plain JSON data. */
export const canonicalHash = (value: unknown): string =>
  createHash("sha256").update(canonicalText(value)).digest("hex");
