/** Runs the real command line, once or as the service. */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect } from "vitest";
import { PROJECT_ROOT } from "../../src/dev/services/project-root.ts";
import { ERROR_CODES, type ErrorCode } from "../../src/model/error.ts";
import { runVerb, type VerbOutcome } from "./command-line/run-verb.ts";
import { waitFor } from "./wait-for.ts";
import type { World } from "./world.ts";

const MAIN = join(PROJECT_ROOT, "src/cli/main.ts");

export interface Outcome {
  /** Null when a signal ended it. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The one document on stdout. */
  json<Document = SyncDocument>(): Document;
}

export interface RunOptions {
  readonly input?: string;
  /** On top of the world's; `undefined` takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Told of the process as soon as it runs; it is the verb's own. */
  readonly onStart?: (program: ChildProcess) => void;
  /** A process of its own from start to end, as users have it; with `input` it has one anyway. */
  readonly isOwnProcess?: boolean;
}

/** `sync --json`, as design.md §6 has it. */
export interface SyncDocument {
  readonly formatVersion: number;
  readonly runId: number;
  readonly state: string;
  readonly digest: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly applied: number;
  readonly held: readonly {
    readonly kind: string;
    readonly rule: string;
    readonly message: string;
    readonly count: number;
  }[];
  readonly failed: readonly { readonly owner: string; readonly code: string; readonly message: string }[];
  readonly findings: readonly { readonly code: string; readonly owner: string; readonly message: string }[];
  readonly decisions: number;
  readonly durationMs: number;
}

/** The world's with the changes. */
function environment(
  world: Pick<World, "env">,
  changes: RunOptions["env"],
): Readonly<Record<string, string>> {
  const variables = Object.entries({ ...world.env, ...changes });
  return Object.fromEntries(
    variables.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

function start(world: Pick<World, "env" | "programs">, args: readonly string[], options: RunOptions) {
  const program = spawn(process.execPath, ["--", MAIN, ...args], {
    cwd: PROJECT_ROOT,
    env: environment(world, options.env),
    stdio: "pipe",
  });
  world.programs.add(program);
  program.once("close", () => world.programs.delete(program));
  // A program that ends before it has read its input is judged by its exit status.
  program.stdin.on("error", () => undefined);
  program.stdin.end(options.input ?? "");
  return program;
}

/** `danhba …args` to its end, in a process that stays for the verbs to come unless the options ask for one of its own. */
export async function danhba(
  world: Pick<World, "env" | "programs">,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Outcome> {
  const { input, onStart, isOwnProcess = input !== undefined || onStart !== undefined } = options;
  const { status, stdout, stderr } = isOwnProcess
    ? await runProgram(world, args, options)
    : await runVerb(world.programs, args, environment(world, options.env));
  return { status, stdout, stderr, json: () => JSON.parse(stdout) };
}

/** In a process of its own, which a test may feed or kill. */
async function runProgram(
  world: Pick<World, "env" | "programs">,
  args: readonly string[],
  options: RunOptions,
): Promise<VerbOutcome> {
  const program = start(world, args, options);
  options.onStart?.(program);
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  program.once("error", reject);
  program.once("close", resolve);
  const [stdout, stderr, status] = await Promise.all([
    textOf(program.stdout),
    textOf(program.stderr),
    promise,
  ]);
  return { status, stdout, stderr };
}

/** The same, where nothing but success will do; returns the document. */
export async function mustSync(world: World): Promise<SyncDocument> {
  const outcome = await danhba(world, ["sync", "--json"]);
  const { held, failed } = outcome.stdout === "" ? {} : outcome.json<Partial<SyncDocument>>();
  expect(outcome, JSON.stringify({ held, failed })).toMatchObject({ status: 0, stderr: "" });
  return outcome.json();
}

/** A fault: its exit status, nothing on stdout, and one line on stderr that names the code and says `what`. */
export function expectFault(outcome: Outcome, code: ErrorCode, status: number, what: RegExp | string): void {
  const lines = outcome.stderr.trimEnd().split("\n");
  expect(lines.filter((line) => line.startsWith(`danhba: ${code}: `))).toHaveLength(1);
  expect(lines.at(-1)).toMatch(what);
  expect(outcome).toMatchObject({ status, stdout: "" });
  expect(ERROR_CODES[code].exit).toBe(status);
}

/** One line of the service's log. */
export interface LogLine {
  readonly msg: string;
  readonly runId?: number;
  readonly trigger?: string;
  readonly state?: string;
  readonly code?: string;
  readonly applied?: number;
}

export interface Daemon {
  readonly lines: readonly LogLine[];
  /** Lines on stderr that are no JSON: there must be none. */
  readonly unreadable: readonly string[];
  /** Runs that are over, oldest first. */
  runs(): LogLine[];
  isRunning(): boolean;
  /** Sends the signal and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<{ readonly status: number | null; readonly milliseconds: number }>;
}

/** `danhba daemon`, once `isUp` says so: without it, when its first run is over and it listens. */
export async function startDaemon(
  world: Pick<World, "env" | "programs">,
  isUp = (daemon: Daemon): boolean =>
    daemon.runs().length > 0 && daemon.lines.some(({ msg }) => msg === "listening for feed changes"),
  options: readonly string[] = [],
): Promise<Daemon> {
  const program = start(world, [...options, "daemon"], {});
  const lines: LogLine[] = [];
  const unreadable: string[] = [];
  createInterface({ input: program.stderr }).on("line", (line) => {
    if (line.startsWith("{")) lines.push(JSON.parse(line));
    else unreadable.push(line);
  });
  program.stdout.resume();
  const { promise: ended, resolve } = Promise.withResolvers<number | null>();
  program.once("close", resolve);
  const isRunning = () => program.exitCode === null && program.signalCode === null;
  const daemon: Daemon = {
    lines,
    unreadable,
    isRunning,
    runs: () => lines.filter(({ runId }) => runId !== undefined),
    stop: async (signal = "SIGTERM") => {
      const begun = performance.now();
      program.kill(signal);
      const status = await ended;
      return { status, milliseconds: performance.now() - begun };
    },
  };
  await waitFor("the service to be up", () => {
    if (!isRunning()) throw new Error(`danhba daemon ended: ${unreadable.join("\n")}`);
    return isUp(daemon);
  });
  return daemon;
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}
