/** One `sync` as a program of its own that sends itself a signal at a chosen step: `node fault-runner.ts CONFIG FAULT`. */
import { writeSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { exitOfRun } from "../../../src/cli/exit-status.ts";
import { openDatabase, openRealm } from "../../../src/compose.ts";
import { readEnvironment } from "../../../src/config/environment.ts";
import { loadSettings } from "../../../src/config/load-settings.ts";
import { DanhbaError, ERROR_CODES } from "../../../src/model/error.ts";
import { syncAlone } from "../../../src/reconcile/sync.ts";
import { errorText } from "../../../src/texts/errors.ts";
import { type Step, withSteps } from "./count-steps.ts";
import { type Fault, type RunnerResult, STRUCK } from "./fault.ts";

const [config = "", text = "null"] = process.argv.slice(2);
const fault = JSON.parse(text) as Fault | null;
const steps: string[] = [];

const step: Step = async (name, work) => {
  steps.push(name);
  const isIt = fault !== null && countOf(fault) === fault.nth && name.startsWith(fault.step ?? "");
  if (isIt && fault.when === "before") await strike(fault, name);
  const result = await work();
  if (isIt && fault.when === "after") await strike(fault, name);
  return result;
};

const countOf = (wanted: Fault): number => steps.filter((name) => name.startsWith(wanted.step ?? "")).length;

async function strike({ signal, when }: Fault, name: string): Promise<void> {
  writeSync(2, `${STRUCK}${when} ${name}\n`);
  process.kill(process.pid, signal);
  // A stop takes hold at the latest here; nobody comes back from the other one.
  await setImmediate();
}

try {
  const loaded = loadSettings(config, readEnvironment(null).lookup);
  if ("problems" in loaded) throw new Error(JSON.stringify(loaded.problems));
  const [realm] = loaded.settings.realms;
  if (realm === undefined) throw new Error("the settings hold no realm");
  const database = openDatabase(loaded.settings.databaseUrl, loaded.settings.realms);
  const opened = await openRealm(realm, database, () => undefined);
  try {
    const services = withSteps(opened.services, step);
    const options = { trigger: "sync", stop: new AbortController().signal } as const;
    const { state, applied, failed, held } = await syncAlone(services, options);
    const result: RunnerResult = { steps, state, applied, failed, held: held.length };
    process.stdout.write(`${JSON.stringify(result)}\n`);
    process.exitCode = exitOfRun(state, failed.length, held.length);
  } finally {
    await opened.close();
    await database.close();
  }
} catch (error) {
  if (!(error instanceof DanhbaError)) throw error;
  process.stderr.write(`danhba: ${error.code}: ${errorText("en", error)}\n`);
  process.exitCode = ERROR_CODES[error.code].exit;
}
