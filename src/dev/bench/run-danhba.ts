/** danhba as its users run it, in a process of its own: one verb, or the service. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Child, startChild } from "../services/child-process.ts";
import { PROJECT_ROOT } from "../services/project-root.ts";
import { pause } from "./pause.ts";
import { runTool } from "./run-tool.ts";

const MAIN = join(PROJECT_ROOT, "src/cli/main.ts");
const REPORTER = join(import.meta.dirname, "report-usage.ts");

/** Exit status of `danhba plan`: there are changes. */
export const HAS_CHANGES = 2;

/** What a run needs: the realm's servers in the environment, and the settings. */
export interface DanhbaPlace {
  readonly env: Readonly<Record<string, string>>;
  readonly settings: string;
  readonly signal: AbortSignal;
}

export interface DanhbaRun {
  readonly status: number;
  readonly milliseconds: number;
  readonly peakMegabytes: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** @param output where stdout goes, as with `runTool` */
export async function runDanhba(
  { env, settings, signal }: DanhbaPlace,
  args: readonly string[],
  output?: string,
): Promise<DanhbaRun> {
  const options = { env, signal, ...(output === undefined ? {} : { output }) };
  const { report, ...run } = await runTool(
    process.execPath,
    ["--import", REPORTER, "--", MAIN, "--config", settings, ...args],
    options,
  );
  return { ...run, peakMegabytes: Number(report) / 1_024 };
}

/** `sync --json`, the fields that are looked at. */
export interface SyncDocument {
  readonly runId: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly applied: number;
  readonly adopted?: number;
}

export interface SyncRun extends DanhbaRun {
  readonly document: SyncDocument;
}

/** `danhba sync`, of which only success will do. */
export async function mustSync(place: DanhbaPlace): Promise<SyncRun> {
  const run = await runDanhba(place, ["sync", "--json"]);
  if (run.status === 0) return { ...run, document: JSON.parse(run.stdout) as SyncDocument };
  const { held = [], failed = [] } = run.stdout === "" ? {} : JSON.parse(run.stdout);
  const why = JSON.stringify({ held, failed: failed.slice(0, 3) });
  throw new Error(
    `danhba sync ended with ${run.status}: ${run.stderr.trim().slice(-1_000)} ${why.slice(0, 2_000)}`,
  );
}

export interface Daemon {
  readonly pid: number;
  /** Runs that are over. */
  runs(): number;
  /** @throws Error when the service has ended */
  mustRun(): void;
  /** Waits until so many runs are over. */
  untilRuns(count: number): Promise<void>;
  /** Processor time so far, in milliseconds, as exact as the system counts (10 ms). */
  cpuMilliseconds(): Promise<number>;
  stop(): Promise<void>;
}

/** `danhba daemon`, once its first run is over and it listens. */
export async function startDaemon({ env, settings, signal }: DanhbaPlace): Promise<Daemon> {
  signal.throwIfAborted();
  let rest = "";
  let runs = 0;
  let isListening = false;
  const look = (text: string): void => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line.includes('"runId"') && line.includes('"durationMs"')) runs += 1;
      if (line.includes("listening for feed changes")) isListening = true;
    }
  };
  const child = await startChild(process.execPath, ["--", MAIN, "--config", settings, "daemon"], {
    env,
    stopSignal: "SIGTERM",
    log: look,
  });
  const daemon = serving(child, () => runs, signal);
  try {
    while (runs === 0 || !isListening) {
      daemon.mustRun();
      await pause(signal);
    }
  } catch (error) {
    await child.stop();
    throw error;
  }
  return daemon;
}

function serving(child: Child, runs: () => number, signal: AbortSignal): Daemon {
  const mustRun = (): void => {
    if (child.hasExited()) throw new Error(`danhba daemon ended: ${child.output().slice(-2_000)}`);
  };
  return {
    pid: child.pid,
    runs,
    mustRun,
    untilRuns: async (count) => {
      while (runs() < count) {
        mustRun();
        await pause(signal);
      }
    },
    cpuMilliseconds: async () => cpuOf(await readFile(`/proc/${child.pid}/stat`, "utf8")),
    stop: () => child.stop(),
  };
}

/** A tick of `/proc/PID/stat` in milliseconds: 100 a second on every Linux that Debian ships. */
const TICK = 10;

/** utime and stime, the 14th and 15th field; the second, the program's name, may hold blanks. */
export function cpuOf(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * TICK;
}
