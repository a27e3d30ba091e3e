/** The log of the service: pino JSON lines on stderr; secrets are cut out by path. */
import { destination, type Logger, pino } from "pino";

export type LogLevel = "debug" | "info" | "warn" | "error" | "silent";
export type { Logger };

/** Whatever is logged under these names never shows its value. */
const SECRETS = ["password", "bindPassword", "userPassword", "databaseUrl"].flatMap((name) => [
  name,
  `*.${name}`,
  `*.*.${name}`,
]);

/** Synchronous, so that nothing is lost when the process ends; a daemon writes few lines. */
export function createLogger(level: LogLevel): Logger {
  return pino(
    {
      level,
      base: null,
      redact: { paths: SECRETS, censor: "[secret]" },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    destination({ fd: 2, sync: true }),
  );
}
