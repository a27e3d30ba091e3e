/** How a password is changed in an entry without opening an account that is locked. */
import type { AttributeChange } from "./change.ts";
import { UNUSABLE_PASSWORD } from "./entry.ts";

const LOCK = "pwdAccountLockedTime";

/**
 * The changes of one modify with a new `userPassword` among them. ppolicy takes a lock away together with the
 * password, after all that the write itself does, unless the write deletes the lock in so many words (measured;
 * a `replace` is not enough). So it is deleted and, where the account shall stay or become locked, added again.
 *
 * @param changes what else is written, perhaps a `replace` of the lock
 * @param lock the values of `pwdAccountLockedTime` that the entry has now
 */
export function changesWithPassword(
  changes: readonly AttributeChange[],
  lock: readonly string[],
  password: string,
): AttributeChange[] {
  const replace: AttributeChange = { type: "replace", attribute: "userPassword", values: [password] };
  if (lock.length === 0) return [...changes, replace];
  const others = changes.filter(({ attribute }) => attribute !== LOCK);
  const lockAfter = changes.find(({ attribute }) => attribute === LOCK)?.values ?? lock;
  const result: AttributeChange[] = [...others, { type: "delete", attribute: LOCK, values: lock }, replace];
  if (lockAfter.length > 0) result.push({ type: "add", attribute: LOCK, values: lockAfter });
  return result;
}

/**
 * An unusable password that differs from others made in the same second, which the server's password history would
 * refuse (`attributeOrValueExists`, measured), and is long enough for every policy: of a hash, too, `pwdMinLength`
 * counts the characters (measured).
 * @param mark what tells it from others, longer than a crypt hash (13 characters) such as a DN
 */
export const unusablePassword = (mark: string): string => `${UNUSABLE_PASSWORD}${mark}`;
