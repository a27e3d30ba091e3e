/** The life of an account: every state, every event and every move between states, as one table. */
import type { ChangeKind, ReasonCode } from "../model/change.ts";
import { ACCOUNT_STATUSES, type AccountStatus } from "../model/entry.ts";
import type { PersonStatus } from "../model/feed.ts";
import type { Profile } from "../naming/profile.ts";

/** `none`: not created yet, or purged; the ledger keeps the addresses of a purged account for ever. */
export const ACCOUNT_STATES = ["none", ...ACCOUNT_STATUSES] as const;
export type AccountState = "none" | AccountStatus;

export interface Move {
  readonly to: AccountState;
  readonly kind: ChangeKind;
  readonly reason: ReasonCode;
  /** Which of the profile's clauses it rests on; an agency's mailbox ends by `dissolve` where a person ends by `disable`. */
  readonly clause: keyof Profile["clauses"];
}

/** By the state before; null: it stays as it is. */
export type Moves = Readonly<Record<AccountState, Move | null>>;

const create = (to: AccountStatus, reason: ReasonCode): Move => ({
  to,
  kind: "create",
  reason,
  clause: "create",
});
const suspend = (reason: ReasonCode, clause: Move["clause"] = "suspend"): Move => ({
  to: "suspended",
  kind: "suspend",
  reason,
  clause,
});
const disable = (reason: ReasonCode, clause: Move["clause"] = "disable"): Move => ({
  to: "disabled",
  kind: "disable",
  reason,
  clause,
});
const restore = (reason: ReasonCode): Move => ({ to: "active", kind: "restore", reason, clause: "restore" });
const purge = (reason: ReasonCode): Move => ({ to: "none", kind: "delete", reason, clause: "disable" });
export const PURGE_BY_TIME = purge("RETENTION_ENDED");
export const PURGE_BY_ORDER = purge("PURGE_ORDERED");
const RETAIN: Move = { to: "retained", kind: "modify", reason: "ACCOUNT_RETAINED", clause: "disable" };
/** Taken back while it may not be used: it has its addresses again, and waits. */
const UNRETAIN: Move = { to: "disabled", kind: "modify", reason: "PERSON_CHANGED", clause: "modify" };

/** In the order of `ACCOUNT_STATES`. */
function moves(...row: [Move | null, Move | null, Move | null, Move | null, Move | null]): Moves {
  const [none, active, suspended, disabled, retained] = row;
  return { none, active, suspended, disabled, retained };
}
const leaves = (reason: ReasonCode, clause?: Move["clause"]): Moves =>
  moves(null, disable(reason, clause), disable(reason, clause), null, null);
const isAway = (reason: ReasonCode): Moves =>
  moves(create("suspended", "PERSON_HIRED"), suspend(reason), null, suspend(reason), suspend(reason));

/**
 * What is true of an account's owner on the day, and what it makes of the account (domain.md §5.4):
 *
 *                            hire
 *                 none ──────────────▶ active ◀─────────────────────┐
 *                  ▲                    │   ▲                       │
 *                  │        absence,    │   │ return, reopening     │
 *                  │        inactivity  ▼   │                       │
 *                  │                  suspended                     │ return, reopening
 *                  │                    │                           │
 *                  │                    ▼ leaving, cancelling, revocation (also from active)
 *                  │ purge            disabled ─────────────────────┤
 *                  ├────────────────────┤                           │
 *                  │ purge              ▼ days of the profile       │
 *                  └────────────────  retained ─────────────────────┘
 *
 * | event | none | active | suspended | disabled | retained |
 * |---|---|---|---|---|---|
 * | WORKING            | create → active    | –         | restore   | restore  | restore |
 * | REOPENED           | –                  | –         | restore   | restore  | – |
 * | DUTY_SUSPENDED, LONG_LEAVE | create → suspended | suspend | –   | suspend  | suspend |
 * | LEFT_PROVINCE, RETIRED, RESIGNED, DISMISSED, DECEASED | – | disable | disable | – | – |
 * | TRANSFER_CANCELLED | –                  | disable   | disable   | –        | – |
 * | INACTIVE_SUSPENDED | –                  | suspend   | –         | suspend  | suspend |
 * | INACTIVE_REVOKED   | –                  | disable   | disable   | –        | modify → disabled |
 * | RETENTION_BEGUN    | –                  | –         | –         | modify → retained | – |
 * | RETENTION_ENDED, PURGE_ORDERED | –      | –         | –         | delete   | delete |
 * | UNIT_LIVE          | create → active    | –         | restore   | restore  | restore |
 * | UNIT_DISSOLVED, UNIT_MERGED | –         | disable   | disable   | –        | – |
 *
 * `suspend` leads to suspended, `disable` to disabled, `restore` to active, `delete` to none.
 */
export const ACCOUNT_LIFE = {
  WORKING: moves(
    create("active", "PERSON_HIRED"),
    null,
    restore("PERSON_RETURNED"),
    restore("PERSON_RETURNED"),
    restore("PERSON_RETURNED"),
  ),
  REOPENED: moves(null, null, restore("ACCOUNT_REOPENED"), restore("ACCOUNT_REOPENED"), null),
  DUTY_SUSPENDED: isAway("PERSON_DUTY_SUSPENDED"),
  LONG_LEAVE: isAway("PERSON_LONG_LEAVE"),
  LEFT_PROVINCE: leaves("PERSON_LEFT_PROVINCE"),
  RETIRED: leaves("PERSON_RETIRED"),
  RESIGNED: leaves("PERSON_RESIGNED"),
  DISMISSED: leaves("PERSON_DISMISSED"),
  DECEASED: leaves("PERSON_DECEASED"),
  TRANSFER_CANCELLED: leaves("TRANSFER_CANCELLED", "transfer"),
  INACTIVE_SUSPENDED: moves(
    null,
    suspend("ACCOUNT_INACTIVE", "inactivity"),
    null,
    suspend("ACCOUNT_INACTIVE", "inactivity"),
    suspend("ACCOUNT_INACTIVE", "inactivity"),
  ),
  INACTIVE_REVOKED: moves(
    null,
    disable("ACCOUNT_INACTIVE", "inactivity"),
    disable("ACCOUNT_INACTIVE", "inactivity"),
    null,
    UNRETAIN,
  ),
  RETENTION_BEGUN: moves(null, null, null, RETAIN, null),
  RETENTION_ENDED: moves(null, null, null, PURGE_BY_TIME, PURGE_BY_TIME),
  PURGE_ORDERED: moves(null, null, null, PURGE_BY_ORDER, PURGE_BY_ORDER),
  UNIT_LIVE: moves(
    create("active", "MAILBOX_ISSUED"),
    null,
    restore("UNIT_REESTABLISHED"),
    restore("UNIT_REESTABLISHED"),
    restore("UNIT_REESTABLISHED"),
  ),
  UNIT_DISSOLVED: leaves("UNIT_DISSOLVED", "dissolve"),
  UNIT_MERGED: leaves("UNIT_MERGED", "dissolve"),
} as const satisfies Record<string, Moves>;

export type AccountEvent = keyof typeof ACCOUNT_LIFE;

/** The event that HR's word for a person is. */
export const EVENT_OF_STATUS = {
  working: "WORKING",
  duty_suspended: "DUTY_SUSPENDED",
  long_leave: "LONG_LEAVE",
  left_province: "LEFT_PROVINCE",
  retired: "RETIRED",
  resigned: "RESIGNED",
  dismissed: "DISMISSED",
  deceased: "DECEASED",
} as const satisfies Record<PersonStatus, AccountEvent>;
export type PersonEvent = (typeof EVENT_OF_STATUS)[PersonStatus];

export const isAbsence = (event: AccountEvent): boolean =>
  event === "DUTY_SUSPENDED" || event === "LONG_LEAVE";

/** Whether HR says that the person belongs to the province no more. */
export const isLeaving = (event: PersonEvent): boolean => event !== "WORKING" && !isAbsence(event);

/** The state an event leads to; null: nothing happens by itself. */
export function stateAfter(event: AccountEvent | null, before: AccountState): AccountState {
  return (event === null ? null : ACCOUNT_LIFE[event][before])?.to ?? before;
}

/** What is written down for a change of each kind that the event may cause, from whichever state. */
export function movesByKind(event: AccountEvent | null): ReadonlyMap<ChangeKind, Move> {
  return event === null ? NO_MOVES : (MOVES_BY_KIND.get(event) ?? NO_MOVES);
}

const NO_MOVES: ReadonlyMap<ChangeKind, Move> = new Map();
const MOVES_BY_KIND: ReadonlyMap<string, ReadonlyMap<ChangeKind, Move>> = new Map(
  Object.entries(ACCOUNT_LIFE).map(([event, row]) => {
    const ofEvent = Object.values(row).filter((move) => move !== null);
    return [event, new Map(ofEvent.map((move) => [move.kind, move]))];
  }),
);
