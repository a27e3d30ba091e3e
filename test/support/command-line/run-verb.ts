/** Runs command lines in processes that stay: one that has loaded the program and is warm takes a fraction of the time. */
import { type ChildProcess, fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { PROJECT_ROOT } from "../../../src/dev/services/project-root.ts";
import type { World } from "../world.ts";
import type { Ended, Order } from "./verb-order.ts";

const RUNNER = join(PROJECT_ROOT, "test/support/command-line/verb-runner.ts");

export interface VerbOutcome {
  /** Null when a signal ended it. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runners with nothing to do. Each runs one verb at a time; they end with the process that started them. */
const idle: ChildProcess[] = [];

/**
 * `danhba …args` to where a process of its own would end: when nothing is left that keeps it alive. What nobody caught ends
 * the runner as it would end the program.
 * @param programs holds the runner for as long as the verb runs
 * @param env the whole environment
 */
export async function runVerb(
  programs: World["programs"],
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<VerbOutcome> {
  const runner = idle.pop() ?? startRunner(env);
  programs.add(runner);
  const endMark = `\0${randomUUID()}\n`;
  const { promise: ended, resolve, reject } = Promise.withResolvers<number | null>();
  const onMessage = (message: unknown): void => resolve((message as Ended).status);
  runner.once("message", onMessage).once("close", resolve).once("error", reject);
  try {
    const texts = [textUntil(runner.stdout, endMark), textUntil(runner.stderr, endMark)] as const;
    runner.send({ args, env, endMark } satisfies Order);
    const [status, stdout, stderr] = await Promise.all([ended, ...texts]);
    if (runner.connected && runner.exitCode === null && runner.signalCode === null) idle.push(runner);
    return { status, stdout, stderr };
  } finally {
    programs.delete(runner);
    runner.off("message", onMessage).off("close", resolve).off("error", reject);
  }
}

function startRunner(env: Readonly<Record<string, string>>): ChildProcess {
  const runner = fork(RUNNER, {
    cwd: PROJECT_ROOT,
    env,
    execArgv: [],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  runner.stdout?.setEncoding("utf8");
  runner.stderr?.setEncoding("utf8");
  runner.once("exit", () => {
    const at = idle.indexOf(runner);
    if (at >= 0) idle.splice(at, 1);
  });
  return runner;
}

/** What comes before the mark, or before the end of the stream. */
async function textUntil(stream: Readable | null, mark: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let text = "";
  const onData = (chunk: string): void => {
    text += chunk;
    if (text.endsWith(mark)) resolve();
  };
  stream?.on("data", onData).once("close", resolve);
  await promise;
  stream?.off("data", onData).off("close", resolve);
  return text.endsWith(mark) ? text.slice(0, -mark.length) : text;
}
