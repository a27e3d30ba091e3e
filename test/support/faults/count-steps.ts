/** Counts what a run does to the outside, and strikes before or after a chosen step. */
import type { Database } from "../../../src/compose.ts";
import type { Operation } from "../../../src/model/change.ts";
import type { DirectoryPort } from "../../../src/ports/directory-port.ts";
import type { JournalPort, Lease } from "../../../src/ports/journal-port.ts";
import type { RealmServices } from "../../../src/reconcile/realm-services.ts";

/** Does one step, which has this name. */
export type Step = <T>(name: string, work: () => Promise<T>) => Promise<T>;

/** What only looks: nothing outside is another before than after. */
const READS: ReadonlySet<string> = new Set([
  "read",
  "repeatedRows",
  "contextCsn",
  "find",
  "open",
  "check",
  "changes",
  "lastRun",
  "undone",
  "rows",
  "waitingUnits",
  "prepared",
  "lapsed",
  "parcels",
  "lastCollection",
]);

const JOURNAL_WRITES = /^(startRun|recordPlan|intend|settle|endRun|closeAbandonedRuns)$/;

/** Services whose steps are counted. */
export function withSteps(services: RealmServices, step: Step): RealmServices {
  const { journal, answers, handover, directory } = services;
  const isNoRead = (name: string): boolean => !READS.has(name);
  return {
    ...services,
    journal: countedJournal(journal, step),
    answers: {
      ...answers,
      baseline: counted(answers.baseline, "baseline", isNoRead, step),
      projection: counted(answers.projection, "projection", isNoRead, step),
      refusals: counted(answers.refusals, "refusals", isNoRead, step),
      undos: counted(answers.undos, "undos", isNoRead, step),
    } satisfies Database["answers"],
    handover: { ...handover, store: counted(handover.store, "handover", isNoRead, step) },
    directory: countedDirectory(directory, step),
  };
}

function countedJournal(journal: JournalPort, step: Step): JournalPort {
  return {
    ...counted(journal, "journal", (name) => JOURNAL_WRITES.test(name), step),
    acquireLease: async (realm) => {
      const lease = await step("acquire lease", () => journal.acquireLease(realm));
      return counted<Lease>(lease, "lease", (name) => name === "release", step);
    },
  };
}

function countedDirectory(directory: DirectoryPort, step: Step): DirectoryPort {
  return {
    ...counted(directory, "directory", (name) => name === "observe", step),
    // It changes when transactions are given up.
    get writing() {
      return directory.writing;
    },
    write: (operation) => step(`write ${nameOf(operation)}`, () => directory.write(operation)),
    writeTogether: (operations) =>
      step(`write together: ${operations.map(nameOf).join(" + ")}`, () =>
        directory.writeTogether(operations),
      ),
  };
}

const nameOf = ({ op, dn }: Operation): string => `${op} ${dn.split(",")[0]}`;

/** Every method of a port, those that count as steps of their own. */
function counted<Port extends object>(
  port: Port,
  place: string,
  isStep: (name: string) => boolean,
  step: Step,
): Port {
  return new Proxy(port, {
    ownKeys: (target) => Reflect.ownKeys(target),
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function" || typeof name !== "string") return value;
      const call = (...values: unknown[]): unknown => Reflect.apply(value, target, values);
      if (!isStep(name)) return call;
      return (...values: unknown[]) => step(`${place} ${name}`, async () => await call(...values));
    },
  });
}
