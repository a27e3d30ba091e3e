/** Items of a plan for tests of the gate, the log and the views, with defaults for what a test does not care about. */
import type { ChangeKind, Item, LedgerChange } from "../../../src/model/change.ts";
import type { Owner } from "../../../src/model/owner.ts";

export function item(
  owner: Owner,
  kinds: readonly [ChangeKind, ...ChangeKind[]],
  more: Partial<Item> = {},
): Item {
  return {
    owner,
    kind: kinds[0],
    kinds,
    dn: `uid=${owner}`,
    dnBefore: null,
    operations: [],
    before: {},
    after: {},
    reason: { code: "PERSON_CHANGED", params: {}, clause: "Đ.1", decisionNo: null },
    requires: [],
    ledger: [],
    handovers: [],
    orderedBy: null,
    digest: `digest of ${owner}`,
    ...more,
  };
}

/** Who is created is issued an address. */
export const people = (count: number, kind: ChangeKind, from = 0): Item[] =>
  Array.from({ length: count }, (_, index) => {
    const n = from + index;
    return item(`person:${n}`, [kind], kind === "create" ? { ledger: [issue(`p${n}`, `person:${n}`)] } : {});
  });

export const issue = (localPart: string, owner: Owner): LedgerChange => ({
  change: "issue",
  address: { localPart, owner, role: "primary", form: "", clause: "", aliasUntil: null },
});
