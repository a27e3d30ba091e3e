/** What the address ledger has to record when a change of addresses is undone. */
import type { LedgerChange } from "../model/change.ts";
import type { DoneChange } from "../model/undo.ts";
import type { InverseContext, Obstacle } from "./inverse-context.ts";

/**
 * | the run | undone |
 * |---|---|
 * | issued an address | buried: nobody else ever gets it, its owner gets it back when it is due again |
 * | issued one that was an alias before | an alias again, for the profile's days from now |
 * | made the primary address an alias | primary again |
 * | ended an alias | stays ended: its time is over (`buriedAddresses`) |
 */
export function inverseLedger(
  change: DoneChange,
  { ledger, aliasUntil }: Pick<InverseContext, "ledger" | "aliasUntil">,
): { readonly changes: readonly LedgerChange[] } | { readonly obstacle: Obstacle } {
  const changes: LedgerChange[] = [];
  const given = new Set(
    change.ledger.flatMap((one) => (one.change === "issue" ? [one.address.localPart] : [])),
  );
  for (const done of change.ledger) {
    if (done.change === "issue") {
      const { localPart } = done.address;
      const wasAlias = localPartsOf(change.before.mailLocalAddress).has(localPart);
      changes.push(wasAlias ? { change: "retire", localPart, aliasUntil } : { change: "bury", localPart });
    } else if (done.change === "retire") {
      const row = ledger.get(done.localPart);
      // It may be that again already: the ledger is written before the directory, and a crash came in between.
      const isAnother = (localPart: string) => localPart !== done.localPart && !given.has(localPart);
      const hasOther = [...ledger.values()].some(
        ({ owner, role, localPart }) => owner === row?.owner && role === "primary" && isAnother(localPart),
      );
      if (row === undefined || row.role === "reserved" || hasOther) {
        return { obstacle: { code: "LEDGER", detail: done.localPart, isWhole: true } };
      }
      const { localPart, owner, form, clause } = row;
      changes.push({
        change: "issue",
        address: { localPart, owner, role: "primary", form, clause, aliasUntil: null },
      });
    }
  }
  return { changes };
}

/** Values of `mailLocalAddress` that the change ended for good. */
export function buriedAddresses({ ledger, before, after }: DoneChange): string[] {
  const buried = new Set(ledger.flatMap((one) => (one.change === "bury" ? [one.localPart] : [])));
  const left = new Set(after.mailLocalAddress ?? before.mailLocalAddress ?? []);
  return (before.mailLocalAddress ?? []).filter(
    (address) => !left.has(address) && buried.has(localPartOf(address)),
  );
}

const localPartOf = (address: string): string => address.split("@", 1)[0] ?? address;
const localPartsOf = (addresses: readonly string[] | undefined): Set<string> =>
  new Set((addresses ?? []).map(localPartOf));
