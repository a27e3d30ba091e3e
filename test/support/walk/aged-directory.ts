/** A directory whose years pass in seconds: the server knows real time only, what it says is told in the walk's. */
import type { ObservedEntry } from "../../../src/model/entry.ts";
import { instantOf } from "../../../src/ports/clock.ts";
import type { DirectoryPort } from "../../../src/ports/directory-port.ts";
import type { WalkClock } from "./walk-realm.ts";

export interface AgedDirectory extends DirectoryPort {
  /** What was last observed. */
  readonly seen: readonly ObservedEntry[];
  /** These accounts were used now, as the walk's clock has it. */
  noteSignIns(entries: readonly ObservedEntry[]): void;
}

/** An entry is as old as its addition, or the first look at it, and was last used when `noteSignIns` said so. */
export function agedDirectory(directory: DirectoryPort, clock: WalkClock): AgedDirectory {
  const created = new Map<string, string>();
  const used = new Map<string, string>();
  let seen: readonly ObservedEntry[] = [];
  const now = (): string => instantOf(clock).replaceAll(/[-:T]|\.\d+/g, "");
  const age = (entry: ObservedEntry): ObservedEntry => {
    const { createTimestamp: _real, pwdLastSuccess: _noted, ...rest } = entry.attributes;
    const createdAt = created.get(entry.entryUuid) ?? now();
    created.set(entry.entryUuid, createdAt);
    const usedAt = used.get(entry.entryUuid);
    const times = {
      createTimestamp: [createdAt],
      ...(usedAt === undefined ? {} : { pwdLastSuccess: [usedAt] }),
    };
    return { ...entry, attributes: { ...rest, ...times } };
  };
  return {
    get seen() {
      return seen;
    },
    observe: async () => {
      seen = (await directory.observe()).map(age);
      return seen;
    },
    read: async (dn) => {
      const entry = await directory.read(dn);
      return entry === null ? null : age(entry);
    },
    contextCsn: () => directory.contextCsn(),
    changedSince: async (csn) => (await directory.changedSince(csn)).map(age),
    notesSignIns: () => directory.notesSignIns(),
    scan: (marks) => directory.scan(marks),
    findOwn: async (ids) => (await directory.findOwn(ids)).map(age),
    findAt: async (dns) => (await directory.findAt(dns)).map(age),
    findUses: async (localParts, domains) => (await directory.findUses(localParts, domains)).map(age),
    findNumbers: async (numbers) => (await directory.findNumbers(numbers)).map(age),
    findReferrers: (dns) => directory.findReferrers(dns),
    membersOf: (dn) => directory.membersOf(dn),
    deletions: () => directory.deletions(),
    get writing() {
      return directory.writing;
    },
    writeTogether: async (operations) => {
      await directory.writeTogether(operations);
      for (const { op, dn } of operations) {
        const added = op === "add" ? await directory.read(dn) : null;
        if (added !== null) created.set(added.entryUuid, now());
      }
    },
    goWithoutTransactions: () => directory.goWithoutTransactions(),
    write: async (operation) => {
      await directory.write(operation);
      const added = operation.op === "add" ? await directory.read(operation.dn) : null;
      if (added !== null) created.set(added.entryUuid, now());
    },
    close: () => directory.close(),
    noteSignIns: (entries) => {
      for (const { entryUuid } of entries) used.set(entryUuid, now());
    },
  };
}
