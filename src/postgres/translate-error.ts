/** Turns errors of the PostgreSQL driver into `DanhbaError`, in this one place. */
import { DanhbaError, type ErrorCode } from "../model/error.ts";

/** Where a database is; safe to print, it never holds user or password. */
export interface DatabasePlace {
  readonly host: string;
  readonly port: number;
  readonly database: string;
}

const DEFAULT_PORT = 5432;

/**
 * Reads host, port and database out of a connection URL for messages.
 * Throws `SETTINGS_INVALID` (without the URL, it holds a password) when it is none.
 */
export function databasePlace(url: string): DatabasePlace {
  const parsed = parseDatabaseUrl(url);
  return {
    host: parsed.searchParams.get("host") ?? (parsed.hostname || "localhost"),
    port: Number(parsed.searchParams.get("port") ?? (parsed.port || DEFAULT_PORT)),
    database: decodeURIComponent(parsed.pathname.slice(1)) || decodeURIComponent(parsed.username),
  };
}

/** A `postgres://` or `postgresql://` URL as an object; throws `SETTINGS_INVALID` without quoting it. */
export function parseDatabaseUrl(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || !/^postgres(ql)?:$/.test(parsed.protocol)) {
    throw new DanhbaError("SETTINGS_INVALID", { setting: "DATABASE_URL", problem: "NOT_A_DATABASE_URL" });
  }
  return parsed;
}

const NETWORK_CODES = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOENT",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
]);

/** First match wins; the keys are beginnings of an SQLSTATE. */
const SQLSTATES: readonly (readonly [prefix: string, code: ErrorCode])[] = [
  ["08", "DATABASE_UNREACHABLE"], // connection exception
  ["57P0", "DATABASE_UNREACHABLE"], // shut down, crashed, starting up, database dropped
  ["25P03", "DATABASE_UNREACHABLE"], // the session was ended because we stood still in a transaction
  ["53300", "DATABASE_UNREACHABLE"], // too many connections
  ["28", "DATABASE_AUTH"], // wrong user or password
  ["42501", "DATABASE_AUTH"], // insufficient privilege, also "permission denied to set role"
  ["3D000", "DATABASE_SCHEMA"], // database missing
  ["3F000", "DATABASE_SCHEMA"], // schema missing
  ["42P01", "DATABASE_SCHEMA"], // table missing
  ["42703", "DATABASE_SCHEMA"], // column missing
  ["42883", "DATABASE_SCHEMA"], // function missing
];

/** Only their text tells these apart: the driver gives no code, or the code says too little. */
const MESSAGES: readonly (readonly [pattern: RegExp, code: ErrorCode])[] = [
  [/^Connection terminated/, "DATABASE_UNREACHABLE"],
  [/^timeout (exceeded|expired)/, "DATABASE_UNREACHABLE"],
  [/^Query read timeout/, "DATABASE_UNREACHABLE"],
  [/^Client has encountered a connection error/, "DATABASE_UNREACHABLE"],
  [/^The server does not support SSL/, "DATABASE_UNREACHABLE"],
  [/^role ".*" does not exist$/, "DATABASE_SCHEMA"], // at connection; its SQLSTATE 22023 has other causes too
  [/^SASL/, "DATABASE_AUTH"], // no password given where the server wants one
];

/**
 * The fault behind a driver error: `DATABASE_UNREACHABLE`, `DATABASE_AUTH`, `DATABASE_SCHEMA` (not migrated) or
 * `DATABASE_FAILED`, with `cause`; params are host, port, database and the SQLSTATE. A `DanhbaError` passes.
 */
export function translateDatabaseError(error: unknown, place: DatabasePlace): DanhbaError {
  if (error instanceof DanhbaError) return error;
  const sqlState = codeOf(error);
  return new DanhbaError(
    classify(sqlState, error instanceof Error ? error.message : ""),
    { ...place, ...(sqlState === "" ? {} : { state: sqlState }) },
    error,
  );
}

function classify(state: string, message: string): ErrorCode {
  if (NETWORK_CODES.has(state)) return "DATABASE_UNREACHABLE";
  const known =
    SQLSTATES.find(([prefix]) => state.startsWith(prefix)) ??
    MESSAGES.find(([pattern]) => pattern.test(message));
  return known?.[1] ?? "DATABASE_FAILED";
}

function codeOf(error: unknown): string {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : "";
}
