/** Turns errors of the LDAP driver into `DanhbaError`, in this one place. */
import { ResultCodeError } from "ldapts";
import { DanhbaError, type ErrorCode } from "../model/error.ts";
import type { Params } from "../model/finding.ts";

/** Result codes (RFC 4511 appendix A) that say nothing of the request; any other one is a refusal of it. */
const CODES: Readonly<Record<number, ErrorCode>> = {
  8: "LDAP_INSECURE", // strongerAuthRequired
  13: "LDAP_INSECURE", // confidentialityRequired
  48: "LDAP_AUTH", // inappropriateAuthentication
  49: "LDAP_AUTH", // invalidCredentials
  51: "LDAP_UNREACHABLE", // busy
  52: "LDAP_UNREACHABLE", // unavailable
};

/** By the names of RFC 4511 and RFC 4528; the settings and the change log know them by these. */
const NAMES: Readonly<Record<number, string>> = {
  1: "operationsError",
  2: "protocolError",
  3: "timeLimitExceeded",
  4: "sizeLimitExceeded",
  8: "strongerAuthRequired",
  10: "referral",
  11: "adminLimitExceeded",
  12: "unavailableCriticalExtension",
  13: "confidentialityRequired",
  16: "noSuchAttribute",
  17: "undefinedAttributeType",
  18: "inappropriateMatching",
  19: "constraintViolation",
  20: "attributeOrValueExists",
  21: "invalidAttributeSyntax",
  32: "noSuchObject",
  34: "invalidDNSyntax",
  48: "inappropriateAuthentication",
  49: "invalidCredentials",
  50: "insufficientAccessRights",
  51: "busy",
  52: "unavailable",
  53: "unwillingToPerform",
  54: "loopDetect",
  64: "namingViolation",
  65: "objectClassViolation",
  66: "notAllowedOnNonLeaf",
  67: "notAllowedOnRDN",
  68: "entryAlreadyExists",
  69: "objectClassModsProhibited",
  71: "affectsMultipleDSAs",
  80: "other",
  122: "assertionFailed",
};

/**
 * `context` says where: the URL, and the DN if there is one; never a password. What is not an LDAP result (a
 * closed socket, a timeout) means that the outcome is unknown: LDAP_UNREACHABLE.
 */
export function translateLdapError(error: unknown, context: Params): DanhbaError {
  if (error instanceof DanhbaError) return error;
  if (error instanceof ResultCodeError) {
    const result = NAMES[error.code] ?? `resultCode ${error.code}`;
    return new DanhbaError(
      CODES[error.code] ?? "LDAP_REFUSED",
      { ...context, result, detail: detailOf(error) },
      error,
    );
  }
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return new DanhbaError("LDAP_UNREACHABLE", { ...context, detail: code || detailOf(error) }, error);
}

/**
 * The same while reading: a list that the server refuses to give, or breaks off, is never one that is empty or short.
 * So every refusal is LDAP_INCOMPLETE, and waiting may mend it.
 */
export function translateReadError(error: unknown, context: Params): DanhbaError {
  const fault = translateLdapError(error, context);
  const { code, params } = fault;
  if (code === "LDAP_REFUSED") return new DanhbaError("LDAP_INCOMPLETE", params, error);
  // What was seen to be wrong with a list does not know the server.
  return code === "LDAP_INCOMPLETE" ? new DanhbaError(code, { ...context, ...params }, error) : fault;
}

/** Whether the server broke off what it was asked, rather than that it will not show something. */
export const isCutShort = (code: number): boolean => [3, 4, 10, 11].includes(code);

/** The server's diagnostic message on one line; it may quote values of the request, but no secret is ever one. */
function detailOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  // The driver ends it with the code, whose name is told already.
  return text
    .replaceAll(/\s+/g, " ")
    .replace(/ ?Code: 0x[0-9a-f]+$/, "")
    .slice(0, 300);
}
