/** What the names in a feed tell of damage: the certificate counts it, naming knows it. */
import { identityFinding } from "../desired/identity.ts";
import type { Identity } from "../model/account.ts";
import type { FeedPerson, FeedSnapshot } from "../model/feed.ts";
import type { FeedSigns } from "../model/feed-certificate.ts";
import { personOwner } from "../model/owner.ts";
import { cleanName } from "../naming/clean-name.ts";
import { isEncodingSuspect } from "../naming/encoding-suspect.ts";
import { spellingKey } from "../naming/romanise.ts";

/** A telephone number, an identity number or a date where a name is expected. */
const NUMBER = /\d{3}/;

export function feedSigns(
  { people, appointments }: Pick<FeedSnapshot, "people" | "appointments">,
  identities: ReadonlyMap<string, Identity>,
): FeedSigns {
  const titles = new Map<string, string[]>();
  for (const { personId, title } of appointments) {
    if (title === null) continue;
    const known = titles.get(personId);
    if (known === undefined) titles.set(personId, [title]);
    else known.push(title);
  }
  const idsIf = (holds: (person: FeedPerson) => boolean): Set<string> =>
    new Set(people.filter(holds).map(({ id }) => id));
  return {
    twins: twinsAmong(people),
    damaged: idsIf(({ fullName }) => isEncodingSuspect(fullName) || NUMBER.test(fullName)),
    others: idsIf(
      (person) => identityFinding(identities.get(person.id), person, personOwner(person.id)) !== null,
    ),
    swapped: idsIf((person) => isSwapped(person, identities.get(person.id), titles.get(person.id) ?? [])),
  };
}

/** Without a birth date namesakes are no twins. */
function twinsAmong(people: readonly FeedPerson[]): Set<string> {
  const byBirth = Map.groupBy(
    people.filter(({ birthDate }) => birthDate !== null),
    ({ birthDate }) => birthDate,
  );
  const twins = new Set<string>();
  for (const sharing of byBirth.values()) {
    if (sharing.length < 2) continue;
    for (const same of Map.groupBy(sharing, ({ fullName }) => keyOf(fullName)).values()) {
      if (same.length > 1) for (const { id } of same) twins.add(id);
    }
  }
  return twins;
}

/**
 * Another cell holds the name that was remembered; or the name has the same words in another order; or the parts of
 * the name stand in each other's place; or the birth date is another while the name is the same.
 */
function isSwapped(person: FeedPerson, known: Identity | undefined, titles: readonly string[]): boolean {
  const { fullName, familyMiddleName, givenName, birthDate } = person;
  if (familyMiddleName !== null && givenName !== null && familyMiddleName !== givenName) {
    const now = keyOf(fullName);
    const isTurned = keyOf(`${givenName} ${familyMiddleName}`) === now;
    if (isTurned && keyOf(`${familyMiddleName} ${givenName}`) !== now) return true;
  }
  if (known === undefined) return false;
  const isSameName = known.fullName === fullName || keyOf(known.fullName) === keyOf(fullName);
  if (isSameName) return known.birthDate !== null && birthDate !== null && known.birthDate !== birthDate;
  const was = keyOf(known.fullName);
  const elsewhere = [person.phone, familyMiddleName, givenName, person.requestedLocalPart, ...titles];
  if (elsewhere.some((cell) => cell !== null && keyOf(cell) === was)) return true;
  return sortedWords(was) === sortedWords(keyOf(fullName));
}

const keyOf = (name: string): string => spellingKey(cleanName(name).text);
const sortedWords = (key: string): string => key.split(" ").toSorted().join(" ");
