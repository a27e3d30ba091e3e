/** `npm run bench`: every case at every size on servers of its own, and the results as table and document. */
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { DanhbaError } from "../../model/error.ts";
import type { Lang } from "../../texts/lang.ts";
import { PROJECT_ROOT } from "../services/project-root.ts";
import { findSlapd } from "../services/slapd-programs.ts";
import type { BenchCase } from "./bench-case.ts";
import type { BenchOptions } from "./bench-options.ts";
import { withTable } from "./bench-readme.ts";
import { type BenchResults, benchResults, type NotThere } from "./bench-results.ts";
import { benchTable } from "./bench-table.ts";
import { type BenchWorld, openWorld } from "./bench-world.ts";
import { firstLoad } from "./cases/first-load.ts";
import { group } from "./cases/group.ts";
import { idleWake } from "./cases/idle-wake.ts";
import { memory } from "./cases/memory.ts";
import { offline } from "./cases/offline.ts";
import { oneChange } from "./cases/one-change.ts";
import { renames } from "./cases/renames.ts";
import { verify } from "./cases/verify.ts";
import type { CaseName, FigureName } from "./figures.ts";
import { checkoutCommit, type Machine, seeMachine } from "./machine.ts";
import type { Series } from "./ratios.ts";

const CASES: Readonly<Record<CaseName, BenchCase>> = {
  "first-load": firstLoad,
  verify,
  memory,
  "idle-wake": idleWake,
  "one-change": oneChange,
  renames,
  group,
  offline,
};

/** Below the checkout, on the disk where people work: a memory disk would make every fsync free. */
const FOLDER = join(PROJECT_ROOT, ".danhba", "bench");

const README = join(PROJECT_ROOT, "README.md");

export const RESULTS_FILE = join(PROJECT_ROOT, "bench", "results.json");

export interface RunBenchOptions extends BenchOptions {
  readonly lang: Lang;
  /** Where the document goes. */
  readonly output: string;
  /** Also puts the table, in English, into README.md. */
  readonly isForReadme: boolean;
  readonly tell: (text: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Runs the cases and returns the results with their table; the document is written after each size, so that a long
 * benchmark that ends early leaves what it has measured. A fault of one case is told there, and the others go on.
 * Servers, data and processes are gone at the end, also after an error and after `signal`. Throws
 * `SERVICES_UNAVAILABLE` where servers cannot be started, and after `signal`.
 */
export async function runBench(
  options: RunBenchOptions,
): Promise<{ readonly results: BenchResults; readonly table: string }> {
  const { sizes, runs, lang, output, signal } = options;
  await removeAbandoned();
  const dir = join(FOLDER, String(process.pid));
  const programs = await findSlapd();
  const found: Found = { machine: null, series: new Map(), notThere: [] };
  const commit = await checkoutCommit();
  let results: BenchResults | null = null;
  try {
    for (const [index, size] of sizes.entries()) {
      options.tell(`${size}: servers, feed`);
      const world = await openWorld({ dir: join(dir, String(size)), size, programs, signal });
      try {
        found.machine ??= await seeMachine(programs, world.databaseUrl);
        for (const name of options.cases) await runCase(options, world, name, found);
      } finally {
        await world.stop();
      }
      const date = new Date().toISOString();
      const { machine, notThere } = found;
      const series = [...found.series.values()];
      results = benchResults({
        date,
        commit,
        machine,
        runs,
        sizes: sizes.slice(0, index + 1),
        series,
        notThere,
      });
      await mkdir(dirname(output), { recursive: true });
      await writeFile(output, `${JSON.stringify(results, null, 2)}\n`);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    const detail = "the benchmark was asked to stop before its end";
    throw new DanhbaError("SERVICES_UNAVAILABLE", { detail }, error);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
  if (results === null) throw new RangeError("a benchmark needs at least one size");
  if (options.isForReadme) {
    const page = await readFile(README, "utf8");
    await writeFile(README, withTable(page, benchTable(results, "en")));
  }
  return { results, table: benchTable(results, lang) };
}

interface Found {
  machine: Machine | null;
  readonly series: Map<string, Series & { readonly values: number[] }>;
  readonly notThere: NotThere[];
}

async function runCase(
  { runs, tell, signal }: RunBenchOptions,
  world: BenchWorld,
  name: CaseName,
  { series, notThere }: Found,
): Promise<void> {
  const { size } = world;
  const miss = (reason: string, isFault: boolean): void => {
    notThere.push({ case: name, size, reason, isFault });
    tell(`${size}: ${name}: ${reason}`);
  };
  try {
    const reason = await CASES[name]({
      world,
      runs,
      record: (figure, value) => keep(series, { case: name, size, figure }, value),
      tell: (text) => tell(`${size}: ${name} ${text}`),
    });
    if (reason !== null) miss(reason, false);
  } catch (error) {
    if (signal.aborted || !(error instanceof Error)) throw error;
    miss(error.message, true);
  }
}

/** A benchmark that was killed outright leaves its data; its servers end with it. */
async function removeAbandoned(): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  for (const name of await readdir(FOLDER)) {
    if (!isRunning(Number(name))) await rm(join(FOLDER, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0); // signal 0 only asks
  } catch {
    return false;
  }
}

function keep(
  series: Map<string, Series & { readonly values: number[] }>,
  place: { readonly case: CaseName; readonly size: number; readonly figure: FigureName },
  value: number,
): void {
  const key = `${place.case} ${place.size} ${place.figure}`;
  const known = series.get(key) ?? { ...place, values: [] };
  known.values.push(value);
  series.set(key, known);
}
