/** One program from start to end, timed, its output in memory or in a file. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { performance } from "node:perf_hooks";
import { finished } from "node:stream/promises";
import { inheritedEnvironment } from "../services/environment.ts";

export interface ToolOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Where its output goes; without it, it is returned. */
  readonly output?: string;
}

export interface ToolRun {
  readonly status: number;
  /** From the start of the process to its end. */
  readonly milliseconds: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What it wrote to file descriptor 3. */
  readonly report: string;
}

/** @throws Error when it cannot be started or a signal ended it; AbortError when `signal` did */
export async function runTool(
  command: string,
  args: readonly string[],
  { env, signal, output }: ToolOptions,
): Promise<ToolRun> {
  signal.throwIfAborted();
  const started = performance.now();
  const child = spawn(command, args, {
    env: inheritedEnvironment(env),
    stdio: ["ignore", "pipe", "pipe", "pipe"],
    signal,
  });
  const ended = once(child, "close");
  const report = textOf(child.stdio[3] as NodeJS.ReadableStream);
  const stderr = textOf(child.stderr as NodeJS.ReadableStream);
  const stdout =
    output === undefined ? textOf(child.stdout as NodeJS.ReadableStream) : save(child.stdout, output);
  const [status, killedBy] = (await ended) as [number | null, NodeJS.Signals | null];
  const milliseconds = performance.now() - started;
  if (status === null)
    throw new Error(`${command} was ended by ${killedBy}: ${(await stderr).slice(-1_000)}`);
  return { status, milliseconds, stdout: await stdout, stderr: await stderr, report: await report };
}

/** As `runTool`, for a program of which only success will do. */
export async function mustRun(
  command: string,
  args: readonly string[],
  options: ToolOptions,
): Promise<ToolRun> {
  const run = await runTool(command, args, options);
  if (run.status === 0) return run;
  throw new Error(`${command} ended with ${run.status}: ${run.stderr.trim().slice(-1_000)}`);
}

async function save(stream: NodeJS.ReadableStream | null, path: string): Promise<string> {
  const file = createWriteStream(path);
  stream?.pipe(file);
  await finished(file);
  return "";
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}
