/** Starts the fault runner in a world. */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { expect } from "vitest";
import { PROJECT_ROOT } from "../../../src/dev/services/project-root.ts";
import { ERROR_CODES } from "../../../src/model/error.ts";
import { waitFor } from "../wait-for.ts";
import type { World } from "../world.ts";
import { type Fault, type RunnerResult, STRUCK } from "./fault.ts";

const RUNNER = join(PROJECT_ROOT, "test/support/faults/fault-runner.ts");

export interface RunnerOutcome {
  /** Null when a signal ended it. */
  readonly status: number | null;
  readonly stderr: string;
  /** Null when it did not come to its end. */
  readonly result: RunnerResult | null;
  /** The step at which it struck itself. */
  readonly struckAt: string | null;
}

export interface Runner {
  readonly program: ChildProcess;
  readonly outcome: Promise<RunnerOutcome>;
  /** Until it has stopped itself. */
  stopped(): Promise<void>;
}

/** @param fault null: an undisturbed run that lists its steps */
export function startRunner(
  world: Pick<World, "env" | "programs">,
  config: string,
  fault: Fault | null,
  env: Readonly<Record<string, string>> = {},
): Runner {
  const args = ["--", RUNNER, config, JSON.stringify(fault)];
  const program = spawn(process.execPath, args, {
    cwd: PROJECT_ROOT,
    env: { ...world.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  world.programs.add(program);
  program.once("close", () => world.programs.delete(program));
  let stdout = "";
  let stderr = "";
  program.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  program.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  program.once("error", reject);
  program.once("close", resolve);
  const struckAt = (): string | null => new RegExp(`^${STRUCK}(.*)$`, "m").exec(stderr)?.[1] ?? null;
  return {
    program,
    outcome: promise.then((status) => ({
      status,
      stderr,
      result: stdout === "" ? null : (JSON.parse(stdout) as RunnerResult),
      struckAt: struckAt(),
    })),
    stopped: () =>
      waitFor("the runner to stop itself", async () => {
        if (program.exitCode !== null) throw new Error(`the runner ended: ${stderr}`);
        return struckAt() !== null;
      }),
  };
}

/** Runs to the fault, which must be met. */
export async function runToFault(
  world: Pick<World, "env" | "programs">,
  config: string,
  fault: Fault,
): Promise<string> {
  let outcome = await startRunner(world, config, fault).outcome;
  // The server may take a moment to see that the one before, killed too, is gone.
  while (outcome.status === ERROR_CODES.LEASE_HELD.exit)
    outcome = await startRunner(world, config, fault).outcome;
  const { status, stderr, struckAt } = outcome;
  expect({ status, stderr }).toEqual({ status: null, stderr: `${STRUCK}${struckAt}\n` });
  return struckAt ?? "";
}
