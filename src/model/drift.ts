/** Drift: changes of danhba's own entries that came from elsewhere, and what is done about them. */
import type { Owner } from "./owner.ts";

export interface Drift {
  readonly owner: Owner;
  readonly dn: string;
  /** `edited`: attributes, name, lock or memberships · `deleted`: the entry is gone. */
  readonly what: "edited" | "deleted";
  /** Names of the attributes that differ from what they were to be; empty for `deleted`. */
  readonly attributes: readonly string[];
  /** DN of who last wrote the entry, as the directory says (`modifiersName`); null where nobody is known. */
  readonly by: string | null;
  /** `corrected`; `reported`: left as it is by the realm's setting; `held`: waits for an operator; `failed`. */
  readonly outcome: "corrected" | "reported" | "held" | "failed";
}

/** Whether drift is put right or only told, by realm. */
export type DriftMode = "correct" | "report";
