/** `doctor`: looks at every precondition and says of each whether it holds; writes nothing. */
import { CHECK_IDS, CHECK_OUTCOMES, type Check, type CheckId, type OutcomeCode } from "../model/check.ts";
import { DanhbaError, type ErrorCode } from "../model/error.ts";
import type { DatabaseProbe, DirectoryProbe } from "../ports/doctor-port.ts";
import { judgeDatabase } from "./judge-database.ts";
import { type DirectoryTerms, judgeDirectory } from "./judge-directory.ts";

export interface Examination {
  readonly checks: readonly Check[];
  /** Checks that could not be made because an earlier one failed. */
  readonly skipped: readonly CheckId[];
  /** The fault of the first check that failed, or null. */
  readonly fault: ErrorCode | null;
}

/** Both servers are looked at, whatever is wrong with the other. */
export async function examine(
  settings: readonly Check[],
  probes: { readonly database: DatabaseProbe; readonly directory: DirectoryProbe },
  terms: DirectoryTerms,
): Promise<Examination> {
  const database = await seen("database.reach", () => probes.database.look(), judgeDatabase);
  const directory = await seen(
    "directory.reach",
    () => probes.directory.look(),
    (facts) => judgeDirectory(facts, terms),
  );
  return examination([...settings, ...database, ...directory]);
}

/** What is known when `checks` are all that could be made. */
export function examination(checks: readonly Check[]): Examination {
  const made = new Set(checks.map(({ id }) => id));
  const failed = checks.find(({ code }) => CHECK_OUTCOMES[code].status === "failed");
  return {
    checks,
    skipped: CHECK_IDS.filter((id) => !made.has(id)),
    fault: failed === undefined ? null : CHECK_OUTCOMES[failed.code].fault,
  };
}

/** What a fault says of the server that it came from; any other is a fault of danhba's own. */
const FAULTS: Readonly<Partial<Record<ErrorCode, OutcomeCode>>> = {
  SETTINGS_INVALID: "SETTING_UNUSABLE",
  DATABASE_UNREACHABLE: "DATABASE_GONE",
  DATABASE_AUTH: "DATABASE_REFUSES",
  DATABASE_SCHEMA: "DATABASE_UNKNOWN",
  DATABASE_FAILED: "DATABASE_BROKEN",
  LDAP_UNREACHABLE: "DIRECTORY_GONE",
  LDAP_AUTH: "DIRECTORY_REFUSES",
  LDAP_INCOMPLETE: "DIRECTORY_CUTS",
  LDAP_REFUSED: "DIRECTORY_DENIES",
  LDAP_INSECURE: "CLEAR_TEXT",
};

async function seen<Facts>(
  id: CheckId,
  look: () => Promise<Facts>,
  judge: (facts: Facts) => Check[],
): Promise<Check[]> {
  try {
    return judge(await look());
  } catch (error) {
    const code = error instanceof DanhbaError ? FAULTS[error.code] : undefined;
    if (code === undefined || !(error instanceof DanhbaError)) throw error;
    return [{ id: code === "CLEAR_TEXT" ? "directory.transport" : id, code, params: error.params }];
  }
}
