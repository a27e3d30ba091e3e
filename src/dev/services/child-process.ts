/** A server as child process: started apart from the terminal's signals, stopped by its pid, never left behind. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { promisify } from "node:util";

const execute = promisify(execFile);

import { inheritedEnvironment } from "./environment.ts";

/** A user to run as, when we are root; `passesFolders`: may pass folders that are closed to that user. */
export interface RunAs {
  readonly uid: number;
  readonly gid: number;
  readonly passesFolders: boolean;
}

export interface ChildOptions {
  /** On top of our own environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly runAs?: RunAs | null;
  /** The signal that stops this server in good order. */
  readonly stopSignal: "SIGTERM" | "SIGINT";
  readonly log?: (text: string) => void;
}

export interface Child {
  readonly pid: number;
  hasExited(): boolean;
  /** The last 8,000 characters that it wrote. */
  output(): string;
  /** Sends the stop signal (or SIGKILL) and waits until the process is gone. */
  stop(): Promise<void>;
  kill(): Promise<void>;
}

/** How long a server may take to stop before it is killed, in milliseconds. */
const STOP_PATIENCE = 8_000;

/**
 * Starts `command`. It gets its own process group, so that Ctrl-C reaches only us, and dies with us (the kernel
 * sends the stop signal) even when we are killed. Rejects when the command cannot be started.
 */
export async function startChild(
  command: string,
  args: readonly string[],
  options: ChildOptions,
): Promise<Child> {
  const [file, ...rest] = [...(await wrapper(options)), command, ...args];
  const child = spawn(String(file), rest, {
    env: inheritedEnvironment(options.env),
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString()).slice(-8_000);
    options.log?.(chunk.toString());
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  await once(child, "spawn");
  const hasExited = (): boolean => child.exitCode !== null || child.signalCode !== null;
  return {
    pid: child.pid ?? 0,
    hasExited,
    output: () => output,
    stop: () => end(child, hasExited, options.stopSignal),
    kill: () => end(child, hasExited, "SIGKILL"),
  };
}

async function end(child: ChildProcess, hasExited: () => boolean, signal: NodeJS.Signals): Promise<void> {
  if (hasExited()) return;
  const exited = once(child, "exit");
  child.kill(signal);
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_PATIENCE);
  await exited;
  clearTimeout(timer);
}

/** The command line to put in front of a command that is to run as somebody else and die with us. */
export async function wrapper(options: Pick<ChildOptions, "runAs" | "stopSignal">): Promise<string[]> {
  const { runAs } = options;
  const asUser = runAs ? [`--reuid=${runAs.uid}`, `--regid=${runAs.gid}`, "--clear-groups"] : [];
  const passing = runAs?.passesFolders ? ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"] : [];
  if (await knowsDeathSignal()) {
    return ["setpriv", ...asUser, ...passing, `--pdeathsig=${options.stopSignal.slice(3)}`, "--"];
  }
  return runAs ? ["setpriv", ...asUser, ...passing, "--"] : [];
}

let deathSignal: Promise<boolean> | undefined;

/** setpriv of util-linux 2.33 or later; elsewhere a server outlives us if we are killed with SIGKILL. */
function knowsDeathSignal(): Promise<boolean> {
  deathSignal ??= execute("setpriv", ["--pdeathsig=TERM", "--", "true"]).then(
    () => true,
    () => false,
  );
  return deathSignal;
}
