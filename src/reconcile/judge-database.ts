/** From what `doctor` saw of the database to a verdict on each of its preconditions. */
import type { Check, CheckId } from "../model/check.ts";
import type { DatabaseFacts } from "../ports/doctor-port.ts";

/** design.md §3. */
const OLDEST_VERSION = 150_000;

export function judgeDatabase(facts: DatabaseFacts): Check[] {
  const { place, version, roles } = facts;
  const shown = { place, version: versionText(version) };
  return [
    version < OLDEST_VERSION
      ? {
          id: "database.reach",
          code: "DATABASE_TOO_OLD",
          params: { ...shown, needed: versionText(OLDEST_VERSION) },
        }
      : { id: "database.reach", code: "DATABASE_ANSWERS", params: shown },
    ...judgeSchema(facts),
    // Without the schema there is nothing that a role could have rights on.
    ...(roles.danhba_service === null ? [] : judgeRights(facts)),
    judgeClock("database.clock", facts.clockOffsetMs),
  ];
}

/** `150004` → `15.4`. */
const versionText = (version: number): string => `${Math.floor(version / 10_000)}.${version % 10_000}`;

function judgeSchema({ pending, unknown }: DatabaseFacts): Check[] {
  const id = "database.schema";
  if (pending === null) return []; // the login may not look, which is told of the login
  if (pending.length > 0) return [{ id, code: "SCHEMA_PENDING", params: { names: pending.join(", ") } }];
  if (unknown.length > 0) return [{ id, code: "SCHEMA_NEWER", params: { names: unknown.join(", ") } }];
  return [{ id, code: "SCHEMA_CURRENT", params: {} }];
}

function judgeRights(facts: DatabaseFacts): Check[] {
  const { login, roles, isSuperuser, missingRights, excessRights } = facts;
  const params = { login, feed: roles.danhba_feed === true ? 1 : 0 };
  const loginCode = isSuperuser ? "LOGIN_TOO_MIGHTY" : "LOGIN_SUFFICES";
  const tables = (): Pick<Check, "code" | "params"> => {
    if (missingRights.length > 0)
      return { code: "TABLES_REFUSED", params: { rights: missingRights.join(", ") } };
    if (excessRights.length > 0)
      return { code: "TABLES_TOO_OPEN", params: { rights: excessRights.join(", ") } };
    return { code: "TABLES_ALLOWED", params: {} };
  };
  return [
    { id: "database.login", code: roles.danhba_service === true ? loginCode : "LOGIN_LACKS_ROLE", params },
    { id: "database.rights", ...tables() },
  ];
}

/** Days and terms end at midnight: a minute matters little, five minutes put changes on the wrong side of it. */
const CLOCK_WARNING_MS = 60_000;
const CLOCK_FAILURE_MS = 300_000;

export function judgeClock(id: CheckId, offsetMs: number): Check {
  const off = Math.abs(offsetMs);
  const seconds = Math.round(offsetMs / 1000);
  if (off > CLOCK_FAILURE_MS) return { id, code: "CLOCK_WRONG", params: { seconds } };
  return { id, code: off > CLOCK_WARNING_MS ? "CLOCK_DIFFERS" : "CLOCK_AGREES", params: { seconds } };
}
