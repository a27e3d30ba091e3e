/** One run, and what must be true of it whatever happened. */
import { expect } from "vitest";
import type { SyncResult } from "../../../src/reconcile/sync.ts";
import { mustPrepare } from "../../support/must-prepare.ts";
import type { RealRealm } from "../../support/real-realm.ts";
import { asIn, type Directory, logLine, look, type Sights, subjectOf } from "./view.ts";

export interface ExpectedRun {
  /** Every record that the run wrote, in any order. */
  readonly log: readonly string[];
  /** Findings about the subjects: `P01@B ABSENT_FROM_FEED`. */
  readonly findings?: readonly string[];
  readonly subjects?: readonly string[];
}

/** Runs, and does what is expected and no more; a further plan then has nothing left to do. */
export async function expectRun(realm: RealRealm, expected: ExpectedRun): Promise<SyncResult> {
  const { log, findings = [], subjects = [] } = expected;
  const run = await realm.run();
  const seen = {
    state: run.state,
    log: (await realm.logOfRun(run.runId)).map(logLine).toSorted(),
    findings: run.findings
      .map(({ owner, code }) => `${subjectOf(owner)} ${code}`)
      .filter((line) =>
        isAbout(
          line,
          subjects.map((subject) => asIn(realm.id, subject)),
        ),
      )
      .toSorted(),
  };
  const inProfile = (lines: readonly string[]) => lines.map((line) => asIn(realm.id, line)).toSorted();
  expect(seen).toEqual({ state: "done", log: inProfile(log), findings: inProfile(findings) });
  expect(run.proof).toMatchObject({ differences: [], unexplained: 0 });
  const { plan } = await mustPrepare(realm.services);
  expect(plan.items).toEqual([]);
  return run;
}

const isAbout = (line: string, subjects: readonly string[]): boolean =>
  subjects.some((subject) => line.startsWith(`${subject} `));

/** @returns what else there is to see at that moment */
export async function expectSights(realm: RealRealm, sights: Sights): Promise<Directory> {
  const now = await look(realm);
  expect(now.see(Object.keys(sights))).toEqual(sights);
  return now;
}
