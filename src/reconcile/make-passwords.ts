/** Makes passwords for accounts, with their hashes and the slips that tell them. */
import { firstPassword } from "../desired/first-password.ts";
import { nextDay } from "../desired/legal-time.ts";
import { passwordLimits } from "../desired/password-policy.ts";
import type { ObservedEntry } from "../model/entry.ts";
import type { Day, Instant } from "../model/feed.ts";
import type { Handover, Slip } from "../model/handover.ts";
import { splitOwner } from "../model/owner.ts";
import { daysLater, startOfDay, vietnamDay } from "../model/vietnam-time.ts";
import type { PreparedHash } from "../ports/handover-port.ts";
import type { RealmServices } from "./realm-services.ts";

/** A password on its way: only its hash is ever stored. */
export interface MadePassword extends PreparedHash {
  readonly row: Handover;
  readonly password: string;
}

export function makePassword(services: RealmServices, row: Handover): MadePassword {
  const { randomBelow, hash } = services.handover.secrets;
  const password = firstPassword(passwordLimits(services, row.owner), randomBelow);
  return { id: row.id, row, password, hash: hash(password) };
}

export interface Validity {
  /** Last day on which a password can be used. */
  readonly until: Day;
  /** When that day is over in Vietnam. */
  readonly expiresAt: Instant;
}

/** @param now from when `expiryDays` of the settings count */
export function validityFrom(services: RealmServices, now: Instant): Validity {
  const until = vietnamDay(daysLater(now, services.handover.settings.expiryDays));
  return { until, expiresAt: startOfDay(nextDay(until)) };
}

/** @param entry as it is once the password is set */
export function slipFor({ attributes }: ObservedEntry, made: MadePassword, validUntil: Day): Slip {
  const one = (name: string): string | null => attributes[name]?.[0] ?? null;
  return {
    name: one("displayName") ?? one("cn") ?? "",
    isAgency: splitOwner(made.row.owner).kind === "agency",
    agency: one("o"),
    unit: one("danhbaUnit"),
    uid: one("uid") ?? "",
    mail: one("mail"),
    password: made.password,
    validUntil,
  };
}
