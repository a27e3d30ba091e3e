/** Use case: the managed tree as it was at an earlier time, from the change log alone. */
import { type PastEntry, PastTree } from "../changelog/as-of.ts";
import type { LogRecord } from "../changelog/record.ts";
import { ChainVerifier } from "../changelog/verify-chain.ts";
import { dnKey } from "../model/entry.ts";
import type { Instant } from "../model/feed.ts";
import type { JournalPort } from "../ports/journal-port.ts";
import { isAccountOf, type RealmNames } from "./realm-names.ts";
import { brokenLog } from "./verify-log.ts";

export interface PastState {
  /** The last record that counts; null where there was none yet. */
  readonly record: { readonly seq: number; readonly at: Instant; readonly hash: string } | null;
  /** In the order of the tree. */
  readonly entries: readonly PastEntry[];
}

/**
 * As it was after the last record with `at` not later than `time`. The whole chain is checked on the way, also behind
 * that record: what was rewritten before it shows there.
 * @throws DanhbaError LOG_BROKEN with the number of the first broken record
 */
export async function stateAsOf(
  journal: Pick<JournalPort, "chainHead" | "log" | "logStream">,
  realm: string,
  time: Instant,
): Promise<PastState> {
  const head = await journal.chainHead(realm);
  const [newest] = await journal.log(realm, { until: time, limit: 1 });
  const last = Math.min(newest?.seq ?? 0, head.seq);
  const verifier = new ChainVerifier(realm);
  const tree = new PastTree();
  let record: PastState["record"] = null;
  for await (const row of journal.logStream(realm)) {
    if (row.seq > head.seq || !verifier.check(row)) break;
    if (row.seq > last) continue;
    const told = row.record as LogRecord;
    tree.apply(told);
    record = { seq: row.seq, at: told.at, hash: row.hash };
  }
  const { broken } = verifier.finish(head);
  if (broken !== null) throw brokenLog(realm, broken);
  return { record, entries: tree.entries() };
}

/**
 * The entries that a subject meant then: an owner such as `unit:SNV`; else a person's id, with the accounts at every
 * agency; else an address, with or without domain, also an alias; else a DN.
 */
export function entriesMeant(entries: readonly PastEntry[], subject: string, realm: RealmNames): PastEntry[] {
  const asked = subject.trim();
  const address = asked.toLowerCase();
  const ways: readonly ((entry: PastEntry) => boolean)[] = [
    ({ owner }) => owner === asked,
    ({ owner }) => isAccountOf(realm, owner, asked),
    ({ attributes }) => {
      const { mail = [], mailLocalAddress = [], uid = [] } = attributes;
      const addresses = [...mail, ...mailLocalAddress].map((one) => one.toLowerCase());
      if (addresses.includes(address)) return true;
      if (address.includes("@")) return false;
      return (
        uid.includes(address) || realm.domains.some((domain) => addresses.includes(`${address}@${domain}`))
      );
    },
    ({ dn }) => dnKey(dn) === dnKey(asked),
  ];
  const found = ways.map((isMeant) => entries.filter(isMeant));
  return found.find((some) => some.length > 0) ?? [];
}
