/** The service as the demonstration runs it: a process of its own, as under systemd. */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DanhbaError } from "../../model/error.ts";
import { inheritedEnvironment } from "../services/environment.ts";
import { PROJECT_ROOT } from "../services/project-root.ts";

const MAIN = join(PROJECT_ROOT, "src", "cli", "main.ts");

/** Starts `danhba daemon` and returns once its first run is over; `stop` waits for its end. */
export async function startDemoService(
  env: Readonly<Record<string, string>>,
): Promise<{ stop(): Promise<void> }> {
  const child = spawn(process.execPath, ["--", MAIN, "daemon"], {
    cwd: PROJECT_ROOT,
    env: inheritedEnvironment(env),
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  await firstRun(child, ended);
  return {
    stop: async () => {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

async function firstRun(child: ChildProcess, ended: Promise<void>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  let last = "";
  createInterface({ input: child.stderr as NodeJS.ReadableStream }).on("line", (line) => {
    last = line;
    if (line.includes('"trigger":"start"') && line.includes('"runId"')) resolve(true);
  });
  const isUp = await Promise.race([promise, ended.then(() => false)]);
  if (!isUp) throw new DanhbaError("SERVICES_UNAVAILABLE", { detail: `danhba daemon ended: ${last}` });
}
