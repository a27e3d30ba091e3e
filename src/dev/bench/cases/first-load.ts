/** Case `first-load`: an empty directory becomes a whole one, against `ldapadd` and `slapadd` of the same entries. */

import { type BenchCase, type CaseContext, perSecond } from "../bench-case.ts";
import { MOST_PEOPLE_ONLINE } from "../loaded-realm.ts";
import { mustSync } from "../run-danhba.ts";
import { loggedAfter } from "../run-on-record.ts";
import { dumpEntries, ldapadd, slapadd } from "../yardsticks.ts";

export const firstLoad: BenchCase = async (context) => {
  const { world, runs, tell, record } = context;
  if (world.size > MOST_PEOPLE_ONLINE)
    return `above ${MOST_PEOPLE_ONLINE} people a first load is made offline (case offline)`;
  for (let run = 1; run <= runs; run += 1) {
    tell(`${run}/${runs} auto`);
    const entries = await loadWith(context, "auto");
    if (run === 1) record("entries", entries);
    tell(`${run}/${runs} ldapadd, slapadd`);
    await yardsticks(context, entries);
    tell(`${run}/${runs} off`);
    await loadWith(context, "off");
  }
  return null;
};

const FIGURES = {
  auto: { logged: "loadLogged", process: "loadProcess", peak: "loadPeak" },
  off: { logged: "loadPlainLogged", process: "loadPlainProcess", peak: "loadPlainPeak" },
} as const;

/** Returns how many entries were made. */
async function loadWith({ world, record }: CaseContext, transactions: "auto" | "off"): Promise<number> {
  const figures = FIGURES[transactions];
  const [realm, empty] = await Promise.all([world.openRealm(), world.openDirectory()]);
  const { milliseconds, peakMegabytes, document } = await mustSync(await realm.place({ transactions }));
  const entries = await dumpEntries(world, realm.directory, empty, world.file("entries.ldif"));
  await empty.stop();
  record(figures.logged, perSecond(entries, await loggedAfter(realm, document.runId)));
  record(figures.process, perSecond(entries, milliseconds));
  record(figures.peak, peakMegabytes);
  if (transactions === "auto") await world.keepLoaded(realm);
  else await realm.stop();
  return entries;
}

async function yardsticks({ world, record }: CaseContext, entries: number): Promise<void> {
  const tools = [
    ["ldapadd", ldapadd],
    ["slapadd", slapadd],
  ] as const;
  for (const [figure, add] of tools) {
    const directory = await world.openDirectory();
    record(figure, perSecond(entries, await add(world, directory, world.file("entries.ldif"))));
    await directory.stop();
  }
}
