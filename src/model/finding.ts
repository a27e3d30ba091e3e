/** Findings: what is wrong or odd in the feed or the directory, as values that a person is told about. */
import type { Owner } from "./owner.ts";

/** What a finding's text is filled with; never holds a secret. */
export type Params = Readonly<Record<string, string | number>>;

/**
 * Every finding code. `rejected`: the row cannot be used until it is mended; `held`: a person must confirm or
 * decide; `note`: worth knowing, nothing waits for it. The texts are in `src/texts/`, in both languages.
 */
export const FINDING_CODES = {
  // a person's name (domain.md §3.3)
  EMPTY: "rejected",
  BAD_CHAR: "rejected",
  ENCODING_SUSPECT: "rejected",
  TOO_LONG: "rejected",
  ONE_WORD: "held",
  NAMESAKE_MARK: "held",
  TITLE_IN_NAME: "held",
  POSITION_IN_NAME: "held",
  PARENTHESIS: "held",
  LOST_APOSTROPHE: "held",
  HIDDEN_SPACE: "held",
  LAST_WORD_MIDDLE: "held",
  NAME_PARTS_DIFFER: "held",
  CONTROL_CHAR: "note",
  // an address
  UNIT_NAME_UNUSABLE: "rejected",
  UNIT_COLLISION: "held",
  PARENT_WITHOUT_ADDRESS: "held",
  AGENCY_WITHOUT_ADDRESS: "held",
  BAD_EXTENSION: "held",
  NO_RULE: "held",
  NEEDS_UNIT: "held",
  NEEDS_DECISION: "held",
  NEEDS_EXTENSION: "held",
  RESERVED: "held",
  BAD_LOCAL_PART: "held",
  LOCAL_PART_TAKEN: "held",
  PRIORITY_CONFLICT: "note",
  // the feed as a whole
  ABSENT_FROM_FEED: "note",
  NO_PRIMARY_POST: "held",
  SEVERAL_PRIMARY_POSTS: "held",
  UNKNOWN_UNIT: "held",
  UNKNOWN_PERSON: "note",
  UNKNOWN_PARENT: "held",
  UNIT_CYCLE: "held",
  BAD_VALUE: "rejected",
  IDENTITY_CHANGED: "held",
  DECISION_NO_MISSING: "held",
  MAILBOX_WITHOUT_OWNER: "note",
  UNIT_WITHOUT_SUCCESSOR: "note",
  UNKNOWN_SUCCESSOR: "note",
  ORDER_WITHOUT_ACCOUNT: "note",
  // the realm as a whole
  LASTBIND_MISSING: "note",
  HOLIDAYS_MISSING: "note",
  CLOCK_BEHIND: "note",
  PROOF_DIFFERS: "note",
  TRANSACTIONS_LOST: "note",
  // the directory
  ITEM_GIVEN_UP: "held",
  FOREIGN_ENTRY: "held",
  ADOPTION_UNCLEAR: "held",
  ADDRESS_IN_USE: "held",
  MISSING_ENTRY: "note",
  UNKNOWN_ENTRY: "note",
  DUPLICATE_ID: "note",
  DIRECTORY_RESTORED: "held",
  UNDO_CONFLICT: "note",
} as const satisfies Record<string, "rejected" | "held" | "note">;

export type FindingCode = keyof typeof FINDING_CODES;

export interface Finding {
  readonly code: FindingCode;
  readonly owner: Owner;
  readonly params: Params;
}
