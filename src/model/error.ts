/** The one error class, and the closed table from its codes to exit statuses (README lists the same table). */
import type { Params } from "./finding.ts";

/**
 * Exit status per code and whether trying again later can help. Numbers are never reused; 0 to 9 are results,
 * not faults (design.md §6).
 */
export const ERROR_CODES = {
  USAGE: { exit: 1, retry: false },
  SETTINGS_INVALID: { exit: 1, retry: false },
  INTERNAL: { exit: 10, retry: false },
  DATABASE_UNREACHABLE: { exit: 11, retry: true },
  DATABASE_AUTH: { exit: 12, retry: false },
  DATABASE_SCHEMA: { exit: 13, retry: false },
  DATABASE_FAILED: { exit: 14, retry: true },
  LDAP_UNREACHABLE: { exit: 15, retry: true },
  LDAP_AUTH: { exit: 16, retry: false },
  LDAP_INCOMPLETE: { exit: 17, retry: true },
  LDAP_REFUSED: { exit: 18, retry: true },
  LDAP_INSECURE: { exit: 19, retry: false },
  LEASE_HELD: { exit: 20, retry: true },
  LEASE_LOST: { exit: 21, retry: true },
  PLAN_STALE: { exit: 22, retry: false },
  LOG_BROKEN: { exit: 23, retry: false },
  FEED_REJECTED: { exit: 24, retry: false },
  SERVICES_UNAVAILABLE: { exit: 25, retry: false },
  SERVICE_DOWN: { exit: 26, retry: true },
  HANDOVER_UNFINISHED: { exit: 27, retry: true },
  PRECONDITION_MISSING: { exit: 28, retry: false },
  CHECKPOINT_INVALID: { exit: 29, retry: false },
} as const satisfies Record<string, { exit: number; retry: boolean }>;

export type ErrorCode = keyof typeof ERROR_CODES;

/** A fault (never a refusal, which is a result). The text for people is made from `code` and `params`. */
export class DanhbaError extends Error {
  readonly code: ErrorCode;
  readonly params: Params;

  constructor(code: ErrorCode, params: Params = {}, cause?: unknown) {
    const detail = Object.entries(params).map(([name, value]) => `${name}=${value}`);
    super([code, ...detail].join(" "), cause === undefined ? undefined : { cause });
    this.name = "DanhbaError";
    this.code = code;
    this.params = params;
  }
}
