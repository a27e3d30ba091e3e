/** Whether a person id still means the same person: an id that HR gave to somebody else must not inherit an account. */
import type { Identity } from "../model/account.ts";
import type { FeedPerson } from "../model/feed.ts";
import type { Finding } from "../model/finding.ts";
import type { Owner } from "../model/owner.ts";
import { cleanName } from "../naming/clean-name.ts";
import { spellingKey } from "../naming/romanise.ts";

/**
 * | birth date | name | verdict |
 * |---|---|---|
 * | known on both sides and another | another spelling | another person? |
 * | known on both sides and the same | any | the same |
 * | not known on one side | first and last syllable both others | another person? |
 * | not known on one side | anything else | the same |
 *
 * Case, normal form and the place of tone marks make no other spelling; a name that is empty proves nothing.
 * @returns the finding that asks, or null for the same person
 */
export function identityFinding(
  known: Identity | undefined,
  person: Pick<FeedPerson, "fullName" | "birthDate">,
  owner: Owner,
): Finding | null {
  if (known === undefined || known.fullName === person.fullName) return null;
  const was = cleanName(known.fullName).text;
  const now = cleanName(person.fullName).text;
  if (!isOther(syllables(was), syllables(now), known.birthDate, person.birthDate)) return null;
  const params = { was, wasBorn: known.birthDate ?? "", now, nowBorn: person.birthDate ?? "" };
  return { code: "IDENTITY_CHANGED", owner, params };
}

function isOther(
  was: readonly string[],
  now: readonly string[],
  wasBorn: string | null,
  nowBorn: string | null,
): boolean {
  if (was.length === 0 || now.length === 0) return false;
  if (wasBorn !== null && nowBorn !== null) return wasBorn !== nowBorn && was.join(" ") !== now.join(" ");
  return was[0] !== now[0] && was.at(-1) !== now.at(-1);
}

const syllables = (name: string): string[] => spellingKey(name).split(/[ -]+/).filter(Boolean);

/** What is to be remembered of an accepted person; null when it is known already. A known birth date is not unlearnt. */
export function newIdentity(known: Identity | undefined, person: FeedPerson): Identity | null {
  const { id: personId, fullName } = person;
  const birthDate = person.birthDate ?? known?.birthDate ?? null;
  if (fullName.trim() === "") return null;
  return known?.fullName === fullName && known.birthDate === birthDate
    ? null
    : { personId, fullName, birthDate };
}
