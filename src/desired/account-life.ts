/** From what HR says of a person to whether they may sign in, and the reason given for a change. */
import type { ReasonCode } from "../model/change.ts";
import type { AccountStatus } from "../model/entry.ts";
import type { Day, FeedPerson, PersonStatus } from "../model/feed.ts";

interface Life {
  readonly account: AccountStatus;
  readonly reason: ReasonCode;
}

/** domain.md §5.4: leaving ends the account, an absence suspends it, coming back restores it. */
export const LIFE: Readonly<Record<PersonStatus, Life>> = {
  working: { account: "active", reason: "PERSON_RETURNED" },
  duty_suspended: { account: "suspended", reason: "PERSON_DUTY_SUSPENDED" },
  long_leave: { account: "suspended", reason: "PERSON_LONG_LEAVE" },
  left_province: { account: "disabled", reason: "PERSON_LEFT_PROVINCE" },
  retired: { account: "disabled", reason: "PERSON_RETIRED" },
  resigned: { account: "disabled", reason: "PERSON_RESIGNED" },
  dismissed: { account: "disabled", reason: "PERSON_DISMISSED" },
  deceased: { account: "disabled", reason: "PERSON_DECEASED" },
};

/** A status acts from its day on; one that is still to come leaves things as they are: see `isStatusPending`. */
export function isStatusPending(person: FeedPerson, today: Day): boolean {
  return person.statusFrom !== null && person.statusFrom > today;
}
