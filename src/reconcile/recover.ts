/** Finds out what became of items whose outcome a crash or a lost connection hid, and finishes them. */
import type { DanhbaError } from "../model/error.ts";
import { instantOf } from "../ports/clock.ts";
import type { ItemInDoubt, Lease, Outcome } from "../ports/journal-port.ts";
import { partly, writeOperations } from "./apply-one-by-one.ts";
import { lookForDone } from "./look-for-done.ts";
import type { RealmServices } from "./realm-services.ts";

/** Items that are looked at, and settled, together: few statements for what a crash in a first load leaves. */
const PAGE = 500;

/**
 * | operations found in the directory | becomes |
 * |---|---|
 * | all | logged as applied |
 * | none | dropped: the next plan decides afresh |
 * | some (only where they were written one by one) | the rest is written, then logged; a refusal leaves it logged as far as it came |
 *
 * Each item is logged exactly once: by the run that wrote it, or here.
 * @returns how many items were in doubt
 */
export async function recover(services: RealmServices, lease: Lease): Promise<number> {
  const { journal, directory, realm, clock, progress } = services;
  const doubtful = await journal.itemsInDoubt(realm.id);
  const look = lookForDone(
    directory,
    doubtful.map(({ item }) => item),
  );
  for (let start = 0; start < doubtful.length; ) {
    progress("recover", start, doubtful.length);
    const page = pageFrom(doubtful, start);
    const { outcomes, fault } = await settleDoubts(services, lease, page, (from, to) =>
      look(start + from, start + to),
    );
    const [{ run, delivery }] = page as [ItemInDoubt];
    if (outcomes.length > 0) {
      await journal.settle(lease, { id: run, delivery }, outcomes, instantOf(clock));
    }
    if (fault !== null) throw fault;
    start += page.length;
  }
  await journal.closeAbandonedRuns(lease, instantOf(clock));
  return doubtful.length;
}

/** Items of one run. */
function pageFrom(doubtful: readonly ItemInDoubt[], start: number): readonly ItemInDoubt[] {
  const page = doubtful.slice(start, start + PAGE);
  const next = page.findIndex(({ run }) => run !== page[0]?.run);
  return next < 0 ? page : page.slice(0, next);
}

/** As far as it came; a fault leaves the item at which it came, and those after it, in doubt. */
async function settleDoubts(
  { directory }: RealmServices,
  lease: Lease,
  page: readonly ItemInDoubt[],
  look: (from: number, to: number) => Promise<readonly number[]>,
): Promise<{ readonly outcomes: readonly Outcome[]; readonly fault: DanhbaError | null }> {
  const outcomes: Outcome[] = [];
  let found = await look(0, page.length);
  for (const [index, entry] of page.entries()) {
    const { operations } = entry.item;
    const count = found[index] ?? 0;
    if (count === 0) {
      outcomes.push({ ...entry, state: "dropped", code: null });
      continue;
    }
    const { done, refusal } = await writeOperations(directory, lease, operations, count);
    if (refusal === null) outcomes.push({ ...entry, state: "applied", code: null });
    else if (refusal.code !== "LDAP_REFUSED") return { outcomes, fault: refusal };
    else {
      const code = String(refusal.params.result ?? refusal.code);
      outcomes.push({ ...entry, ...partly(entry.item, done), code });
    }
    // What was just written may be what a later item was taken to have done.
    if (done > count) found = [...found.slice(0, index + 1), ...(await look(index + 1, page.length))];
  }
  return { outcomes, fault: null };
}
