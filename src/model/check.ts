/** What `doctor` finds: each precondition, what can come of looking at it, and the fault that follows when it fails. */
import type { ErrorCode } from "./error.ts";
import type { Params } from "./finding.ts";

/** In the order in which they are looked at. */
export const CHECK_IDS = [
  "settings",
  "profile",
  "database.reach",
  "database.schema",
  "database.login",
  "database.rights",
  "database.clock",
  "directory.reach",
  "directory.transport",
  "directory.clock",
  "directory.schema",
  "directory.branches",
  "directory.rights.person",
  "directory.rights.agency",
  "directory.rights.unit",
  "directory.rights.group",
  "directory.rights.policy",
  "directory.assertions",
  "directory.writing",
  "directory.passwords",
  "directory.account",
  "directory.sign-ins",
  "directory.limits",
  "directory.searches",
] as const;
export type CheckId = (typeof CHECK_IDS)[number];

interface Outcome {
  readonly status: "ok" | "warning" | "failed";
  /** Whose exit status `doctor` ends with; null where nothing failed. */
  readonly fault: ErrorCode | null;
}

const ok: Outcome = { status: "ok", fault: null };
const warning: Outcome = { status: "warning", fault: null };
const failed = (fault: ErrorCode = "PRECONDITION_MISSING"): Outcome => ({ status: "failed", fault });

/** What a check can come to; the texts are in `src/texts/checks.ts`. */
export const CHECK_OUTCOMES = {
  SETTINGS_READ: ok,
  SETTINGS_WRONG: failed("SETTINGS_INVALID"),
  SETTING_UNUSABLE: failed("SETTINGS_INVALID"),
  PROFILE_HOLDS: ok,
  PROFILE_WRONG: failed("SETTINGS_INVALID"),
  DATABASE_ANSWERS: ok,
  DATABASE_TOO_OLD: failed(),
  DATABASE_GONE: failed("DATABASE_UNREACHABLE"),
  DATABASE_REFUSES: failed("DATABASE_AUTH"),
  DATABASE_UNKNOWN: failed("DATABASE_SCHEMA"),
  DATABASE_BROKEN: failed("DATABASE_FAILED"),
  SCHEMA_CURRENT: ok,
  SCHEMA_PENDING: failed("DATABASE_SCHEMA"),
  SCHEMA_NEWER: failed("DATABASE_SCHEMA"),
  LOGIN_SUFFICES: ok,
  LOGIN_TOO_MIGHTY: warning,
  LOGIN_LACKS_ROLE: failed("DATABASE_AUTH"),
  TABLES_ALLOWED: ok,
  TABLES_REFUSED: failed("DATABASE_AUTH"),
  TABLES_TOO_OPEN: warning,
  CLOCK_AGREES: ok,
  CLOCK_DIFFERS: warning,
  CLOCK_WRONG: failed(),
  DIRECTORY_ANSWERS: ok,
  DIRECTORY_GONE: failed("LDAP_UNREACHABLE"),
  DIRECTORY_REFUSES: failed("LDAP_AUTH"),
  DIRECTORY_CUTS: failed("LDAP_INCOMPLETE"),
  DIRECTORY_DENIES: failed("LDAP_REFUSED"),
  CLEAR_TEXT: failed("LDAP_INSECURE"),
  ENCRYPTED: ok,
  ON_THIS_MACHINE: ok,
  NAMES_KNOWN: ok,
  NAMES_UNKNOWN: failed(),
  BRANCHES_THERE: ok,
  BRANCHES_MISSING: failed(),
  BRANCH_WRITABLE: ok,
  BRANCH_TAKES_ENTRIES: ok,
  BRANCH_READ_ONLY: failed(),
  BRANCH_NOT_SEEN: warning,
  ASSERTIONS_KEPT: ok,
  ASSERTIONS_UNKNOWN: failed(),
  WRITES_TOGETHER: ok,
  WRITES_SINGLY: ok,
  TRANSACTIONS_NOT_OFFERED: warning,
  TRANSACTIONS_DEMANDED: failed("SETTINGS_INVALID"),
  MONITOR_DEMANDED: failed("SETTINGS_INVALID"),
  SERVER_VERSION_UNKNOWN: warning,
  SERVER_VERSION_UNTRIED: warning,
  POLICY_IN_FORCE: ok,
  POLICY_TOO_WEAK: failed(),
  POLICY_UNREADABLE: failed(),
  PPOLICY_OFF: failed(),
  ACCOUNT_HAS_POLICY: ok,
  ACCOUNT_UNDER_DEFAULT: warning,
  SIGN_INS_NOTED: ok,
  SIGN_INS_NOT_NEEDED: warning,
  SIGN_INS_UNNOTED: failed(),
  READS_ALL: ok,
  READS_ALL_SO_FAR: warning,
  READS_CUT_SHORT: failed("LDAP_INCOMPLETE"),
  SEARCHES_FAST: ok,
  SEARCHES_SLOW: warning,
} as const satisfies Record<string, Outcome>;

export type OutcomeCode = keyof typeof CHECK_OUTCOMES;

export interface Check {
  readonly id: CheckId;
  readonly code: OutcomeCode;
  readonly params: Params;
}
