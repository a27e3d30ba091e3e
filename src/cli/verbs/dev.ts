/** `danhba dev …`: throw-away servers, the demonstration, the benchmark, the sample province; only in a checkout. */
import { DanhbaError } from "../../model/error.ts";
import { EXIT } from "../exit-status.ts";
import { showProgress } from "../progress.ts";
import { jsonText, type Session, stopSignal } from "../session.ts";

/** Development dependencies are not installed in production, so their modules are loaded only here. */
async function development<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND") {
      const detail =
        "this works in a checkout with development dependencies (npm ci), not in an installed danhba";
      throw new DanhbaError("SERVICES_UNAVAILABLE", { detail }, error);
    }
    throw error;
  }
}

/** Here `--env-file` names the file to write. */
export async function devServicesVerb(session: Session, { dir }: { readonly dir: string }): Promise<number> {
  const { envFile } = session.options;
  if (envFile === undefined) {
    throw new DanhbaError("USAGE", { argument: "--env-file", value: "", problem: "NAME_OUTPUT_FILE" });
  }
  const { runDevServices } = await development(() => import("../../dev/services/dev-services.ts"));
  await runDevServices({ dir, envFile, print: session.print, log: session.tell });
  return EXIT.done;
}

export async function devDemoVerb(session: Session, { once }: { readonly once?: boolean }): Promise<number> {
  const { runDemo } = await development(() => import("../../dev/demo/run-demo.ts"));
  const progress = showProgress(session);
  await runDemo({
    lang: session.lang,
    isOnce: once === true,
    print: session.print,
    progress,
    stop: stopSignal(),
  });
  return EXIT.done;
}

export async function devNamingReportVerb(session: Session): Promise<number> {
  const { namingReport } = await development(() => import("../../dev/naming-report/naming-report.ts"));
  namingReport({ print: session.print, lang: session.lang });
  return EXIT.done;
}

export async function devSampleVerb(session: Session): Promise<number> {
  const { writeSample } = await development(() => import("../../dev/sample/write-sample.ts"));
  for (const path of await writeSample()) session.print(path);
  return EXIT.done;
}

/** Returns the exit status: 0, 4 when a fault ended a case. */
export async function devBenchVerb(
  session: Session,
  options: {
    readonly sizes?: string;
    readonly runs?: string;
    readonly case?: string;
    readonly big?: boolean;
    readonly output?: string;
    readonly readme?: boolean;
  },
): Promise<number> {
  const { benchOptions } = await development(() => import("../../dev/bench/bench-options.ts"));
  const { RESULTS_FILE, runBench } = await development(() => import("../../dev/bench/run-bench.ts"));
  const { results, table } = await runBench({
    ...benchOptions(options),
    lang: session.lang,
    output: options.output ?? RESULTS_FILE,
    isForReadme: options.readme === true,
    tell: session.tell,
    signal: stopSignal(),
  });
  session.print(session.isJson ? jsonText({ ...results }) : table);
  return results.notThere.some(({ isFault }) => isFault) ? EXIT.itemsFailed : EXIT.done;
}

/** Returns the exit status: 0, 4 when an entry is not as it should be. */
export async function devStressVerb(
  session: Session,
  { operations }: { readonly operations: string },
): Promise<number> {
  const count = Number(operations);
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new DanhbaError("USAGE", {
      argument: "--operations",
      value: operations,
      problem: "NOT_POSITIVE",
    });
  }
  const { runStress } = await development(() => import("../../dev/bench/run-stress.ts"));
  const result = await runStress(count, session.tell);
  session.print(JSON.stringify(result, null, 2));
  return result.isAlive && result.wrong.length === 0 ? EXIT.done : EXIT.itemsFailed;
}
