/** Waiting for something to show in the directory, on a connection that is kept. */
import { performance } from "node:perf_hooks";
import { Client, EqualityFilter } from "ldapts";
import type { BenchRealm } from "./bench-world.ts";
import { pause } from "./pause.ts";

export interface Watcher {
  /** DN and values of one attribute of the person's entry; null without an entry. */
  see(
    id: string,
    attribute: string,
  ): Promise<{ readonly dn: string; readonly values: readonly string[] } | null>;
  /** Milliseconds until the attribute holds the value. @param mustRun throws when nothing will come any more */
  untilHolds(id: string, attribute: string, value: string, mustRun: () => void): Promise<number>;
  /** How many members the group has. */
  countMembers(group: string): Promise<number>;
  stop(): Promise<void>;
}

export async function watchDirectory({ directory }: BenchRealm, signal: AbortSignal): Promise<Watcher> {
  const client = new Client({ url: directory.url });
  await client.bind(directory.adminDn, directory.adminPassword);
  const see: Watcher["see"] = async (id, attribute) => {
    const filter = new EqualityFilter({ attribute: "employeeNumber", value: id });
    const base = `ou=people,${directory.suffix}`;
    const { searchEntries } = await client.search(base, { scope: "one", filter, attributes: [attribute] });
    const [entry] = searchEntries;
    return entry === undefined ? null : { dn: entry.dn, values: [entry[attribute] ?? []].flat().map(String) };
  };
  return {
    see,
    untilHolds: async (id, attribute, value, mustRun) => {
      const started = performance.now();
      while (!(await see(id, attribute))?.values.includes(value)) {
        mustRun();
        await pause(signal);
      }
      return performance.now() - started;
    },
    countMembers: async (group) => {
      const base = `cn=${group},ou=groups,${directory.suffix}`;
      const { searchEntries } = await client.search(base, { scope: "base", attributes: ["member"] });
      return [searchEntries[0]?.member ?? []].flat().length;
    },
    stop: () => client.unbind(),
  };
}
