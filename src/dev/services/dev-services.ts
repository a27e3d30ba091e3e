/** What `danhba dev services` does: both servers, an environment file, `ready`, and an orderly end. */
import { rm } from "node:fs/promises";
import { writeEnvFile } from "./env-file.ts";
import { startServices } from "./start-services.ts";

export interface DevServicesOptions {
  readonly dir: string;
  readonly envFile: string;
  readonly suffix?: string;
  readonly log?: (text: string) => void;
  /** Writes one line to stdout. */
  readonly print: (line: string) => void;
}

/**
 * Starts the services, writes `envFile`, prints `ready` and waits for SIGTERM or SIGINT; resolves when everything is
 * stopped and removed. A signal during the start ends it as soon as the start is over. Throws
 * `SERVICES_UNAVAILABLE`.
 */
export async function runDevServices(options: DevServicesOptions): Promise<void> {
  const ended = endSignal();
  try {
    const services = await startServices(options);
    try {
      await writeEnvFile(options.envFile, services.env);
      if (!ended.isOver()) options.print("ready");
      await ended.promise;
    } finally {
      await rm(options.envFile, { force: true });
      await services.stop();
    }
  } finally {
    ended.forget();
  }
}

/** Later signals are taken and ignored: stopping goes on, and nothing is left behind by an impatient Ctrl-C. */
function endSignal(): { readonly promise: Promise<void>; isOver(): boolean; forget(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  let over = false;
  const take = (): void => {
    over = true;
    resolve();
  };
  process.on("SIGTERM", take).on("SIGINT", take);
  return {
    promise,
    isOver: () => over,
    forget: () => void process.off("SIGTERM", take).off("SIGINT", take),
  };
}
