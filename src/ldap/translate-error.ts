/** Turns errors of the LDAP driver into `DanhbaError`, in this one place. */
import { ResultCodeError } from "ldapts";
import { DanhbaError, type ErrorCode } from "../model/error.ts";
import type { Params } from "../model/finding.ts";

/** Result codes (RFC 4511 appendix A, RFC 4528) by what they mean for a run; any other one is a refusal. */
const CODES: Readonly<Record<number, ErrorCode>> = {
  3: "LDAP_INCOMPLETE", // timeLimitExceeded
  4: "LDAP_INCOMPLETE", // sizeLimitExceeded
  8: "LDAP_INSECURE", // strongerAuthRequired
  10: "LDAP_INCOMPLETE", // referral
  11: "LDAP_INCOMPLETE", // adminLimitExceeded
  13: "LDAP_INSECURE", // confidentialityRequired
  48: "LDAP_AUTH", // inappropriateAuthentication
  49: "LDAP_AUTH", // invalidCredentials
  51: "LDAP_UNREACHABLE", // busy
  52: "LDAP_UNREACHABLE", // unavailable
};

const NAMES: Readonly<Record<number, string>> = {
  16: "noSuchAttribute",
  17: "undefinedAttributeType",
  19: "constraintViolation",
  20: "attributeOrValueExists",
  21: "invalidAttributeSyntax",
  32: "noSuchObject",
  34: "invalidDNSyntax",
  50: "insufficientAccessRights",
  53: "unwillingToPerform",
  64: "namingViolation",
  65: "objectClassViolation",
  67: "notAllowedOnRDN",
  68: "entryAlreadyExists",
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

/** The server's diagnostic message on one line; it may quote values of the request, but no secret is ever one. */
function detailOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replaceAll(/\s+/g, " ").slice(0, 300);
}
