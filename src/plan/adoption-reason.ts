/** Why an entry that stood there is danhba's from now on. */
import type { Reason } from "../model/change.ts";
import type { ReasonsByChange } from "../model/entry.ts";

/** It rests on what the entry's creation would. */
export function adoptionReason(reasons: ReasonsByChange): Reason {
  const [first] = [reasons.create, reasons.modify, ...Object.values(reasons)].filter(
    (reason) => reason !== undefined,
  );
  return {
    code: "ENTRY_ADOPTED",
    params: {},
    clause: first?.clause ?? "",
    decisionNo: reasons.create?.decisionNo ?? null,
  };
}
