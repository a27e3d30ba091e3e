/** Whether somebody may sign in, before and after: the kind of change and the attributes that carry it. */
import type { AttributeChange, ChangeKind } from "../model/change.ts";
import { type AccountStatus, LOCKED_FOR_GOOD, type ObservedEntry } from "../model/entry.ts";

export interface LoginDiff {
  readonly kind: Extract<ChangeKind, "suspend" | "disable" | "restore"> | null;
  readonly changes: readonly AttributeChange[];
  readonly before: Readonly<Record<string, readonly string[]>>;
  readonly after: Readonly<Record<string, readonly string[]>>;
}

const NO_CHANGE: LoginDiff = { kind: null, changes: [], before: {}, after: {} };

/**
 * | desired \ observed | active, open | active, locked for good | suspended | disabled | retained |
 * |---|---|---|---|---|---|
 * | active    | –       | restore | restore | restore | restore |
 * | suspended | suspend | suspend | – (locks again if open) | suspend | suspend |
 * | disabled  | disable | disable | disable | – (locks again if open) | – (status only) |
 * | retained  | disable | disable | disable | – (status only) | – (locks again if open) |
 *
 * “–” is no kind of its own: what is written then is a modify, which no limit on locking people out holds back.
 * A lock with a real time is the server's own answer to wrong passwords: left alone on an active account.
 */
export function diffLogin(status: AccountStatus | null, observed: ObservedEntry): LoginDiff {
  if (status === null) return NO_CHANGE;
  const wasStatus = observed.attributes.danhbaStatus ?? [];
  const wasLock = observed.attributes.pwdAccountLockedTime ?? [];
  const isLocked = wasLock.includes(LOCKED_FOR_GOOD);
  const isRight = wasStatus.length === 1 && wasStatus[0] === status && isLocked === (status !== "active");
  if (isRight) return NO_CHANGE;

  const changes: AttributeChange[] = [];
  const before: Record<string, readonly string[]> = {};
  const after: Record<string, readonly string[]> = {};
  const lock = status === "active" ? [] : [LOCKED_FOR_GOOD];
  if (isLocked !== (status !== "active")) {
    changes.push({ type: "replace", attribute: "pwdAccountLockedTime", values: lock });
    before.pwdAccountLockedTime = wasLock;
    after.pwdAccountLockedTime = lock;
  }
  if (wasStatus[0] !== status) {
    changes.push({ type: "replace", attribute: "danhbaStatus", values: [status] });
    before.danhbaStatus = wasStatus;
    after.danhbaStatus = [status];
  }
  return { kind: isAsLocked(status, wasStatus[0]) ? null : KIND_OF[status], changes, before, after };
}

const KIND_OF = {
  active: "restore",
  suspended: "suspend",
  disabled: "disable",
  retained: "disable",
} as const;

/** Nobody is locked out who was not: only the lock is put back, or a disabled account gives up its addresses. */
function isAsLocked(status: AccountStatus, was: string | undefined): boolean {
  const isRevoked = (value: string | undefined) => value === "disabled" || value === "retained";
  return status !== "active" && (was === status || (isRevoked(status) && isRevoked(was)));
}
