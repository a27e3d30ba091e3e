/** Mailbox names of agencies and their units by a profile's forms, parent part and collisions included. */
import type { UnitKind } from "../model/feed.ts";
import type { Finding } from "../model/finding.ts";
import { agencyOwner } from "../model/owner.ts";
import type { AddressBook } from "./address-book.ts";
import { type NamedUnit, type NamingUnit, REQUESTED } from "./naming-input.ts";
import type { Profile } from "./profile.ts";
import { placeUnits, type UnitPlace } from "./unit-tree.ts";
import { allWishes, brokenPlace, type Overrides, type Refusal, type Wish, wishOf } from "./unit-wish.ts";
import { makeWordLists, readUnitName, type UnitWordsResult, type WordLists } from "./unit-words.ts";

export interface NamedUnits {
  readonly byCode: ReadonlyMap<string, NamedUnit>;
  /** Every local part that a unit has or asks for, undecided ones included: none of them goes to a person. */
  readonly wanted: ReadonlySet<string>;
  readonly places: ReadonlyMap<string, UnitPlace>;
  /** A unit's name as it was read. */
  readonly wordsOf: (code: string) => UnitWordsResult | undefined;
  /** The feed's kind of each unit, or the one that the type word of its name means. */
  readonly kinds: ReadonlyMap<string, UnitKind>;
  /** What each unit asks for by the feed or the rule, whether it gets it or not. */
  readonly wishes: ReadonlyMap<string, Wish>;
  /** What the feed, the profile's override and the profile's forms each ask for a unit, in this order. */
  readonly wishesOf: (code: string) => readonly Wish[];
}

/**
 * Names all units of a batch and claims the names in the book. Total; the result does not depend on the order of
 * the units. Rules, in this order: the feed's mailbox name, the profile's override, the profile's forms. Two units
 * that ask for one local part are both refused, unless one holds it in the ledger or was given it explicitly; a
 * unit that is refused keeps the live address it has.
 */
export function nameUnits(profile: Profile, units: readonly NamingUnit[], book: AddressBook): NamedUnits {
  const lists = makeWordLists(profile);
  const places = placeUnits(units);
  const words = readAll(places, lists);
  const overrides = readOverrides(profile, lists);
  const denied = new Map<string, Refusal>();
  for (;;) {
    const round = nameRound(profile, places, words, overrides, denied, book);
    const clashes = findClashes(places, round.wishes, book).filter(({ code }) => !denied.has(code));
    // Only the highest level: a refusal there changes what the units below ask for.
    const top = Math.min(...clashes.map(({ code }) => places.get(code)?.depth ?? 0));
    for (const { code, refusal } of clashes) {
      if ((places.get(code)?.depth ?? 0) === top) denied.set(code, refusal);
    }
    if (clashes.length > 0) continue;
    for (const { code, localPart } of round.named.values()) {
      if (localPart !== null) book.claim(localPart, agencyOwner(code));
    }
    const wanted = [...round.wishes.values(), ...round.named.values()].flatMap(
      ({ localPart }) => localPart ?? [],
    );
    return {
      byCode: round.named,
      wanted: new Set(wanted),
      places,
      wordsOf: (code) => words.get(code),
      kinds: readKinds(places, words),
      wishes: round.wishes,
      wishesOf: (code) => {
        const place = places.get(code);
        return place === undefined ? [] : allWishes(profile, place, words.get(code), overrides, round.named);
      },
    };
  }
}

function readAll(
  places: ReadonlyMap<string, UnitPlace>,
  lists: WordLists,
): ReadonlyMap<string, UnitWordsResult> {
  const words = new Map<string, UnitWordsResult>();
  for (const { unit, ancestors } of places.values()) {
    const above = ancestors.map(({ code }) => keysOf(words.get(code))).filter((keys) => keys.length > 0);
    words.set(unit.code, readUnitName(unit.name, unit.kind ?? null, above, lists));
  }
  return words;
}

function readKinds(
  places: ReadonlyMap<string, UnitPlace>,
  words: ReadonlyMap<string, UnitWordsResult>,
): ReadonlyMap<string, UnitKind> {
  return new Map(
    [...places.values()].flatMap(({ unit }): [string, UnitKind][] => {
      const read = words.get(unit.code);
      const kind =
        unit.kind ?? (read === undefined || "unusable" in read ? undefined : read.type?.kind) ?? null;
      return kind === null ? [] : [[unit.code, kind]];
    }),
  );
}

function keysOf(words: UnitWordsResult | undefined): readonly string[] {
  return words === undefined || "unusable" in words ? [] : words.keys;
}

/** Overrides by the key of the unit's name. */
function readOverrides(profile: Profile, lists: WordLists): Overrides {
  return new Map(
    profile.units.overrides.map((override) => [
      keysOf(readUnitName(override.unit, null, [], lists)).join(" "),
      override,
    ]),
  );
}

/** One pass from the top down, with the refusals known so far. */
function nameRound(
  profile: Profile,
  places: ReadonlyMap<string, UnitPlace>,
  words: ReadonlyMap<string, UnitWordsResult>,
  overrides: Overrides,
  denied: ReadonlyMap<string, Refusal>,
  book: AddressBook,
) {
  const wishes = new Map<string, Wish>();
  const named = new Map<string, NamedUnit>();
  for (const place of places.values()) {
    const { unit } = place;
    const wish = wishOf(profile, place, words.get(unit.code), overrides, named);
    const refusal = wish.refusal ?? denied.get(unit.code) ?? brokenPlace(place);
    const usable = wish.refusal === null && !denied.has(unit.code) ? wish.localPart : null;
    const live = book.rowsOf(agencyOwner(unit.code)).find(({ role }) => role === "primary");
    const sticky = live?.form === REQUESTED && !wish.isExplicit ? live : undefined;
    const kept = sticky ?? (usable === null ? live : undefined);
    wishes.set(
      unit.code,
      sticky === undefined ? wish : { ...wish, localPart: sticky.localPart, refusal: null },
    );
    const finding: Finding | null =
      refusal === null || sticky !== undefined ? null : { ...refusal, owner: agencyOwner(unit.code) };
    named.set(unit.code, {
      code: unit.code,
      localPart: kept?.localPart ?? usable,
      form: kept === undefined ? wish.form : kept.form || wish.form,
      clause: kept === undefined ? wish.clause : kept.clause || wish.clause,
      finding,
    });
  }
  return { wishes, named };
}

/** Units that may not have what they ask for: somebody else has it in the ledger, or another unit asks too. */
function findClashes(
  places: ReadonlyMap<string, UnitPlace>,
  wishes: ReadonlyMap<string, Wish>,
  book: AddressBook,
): { code: string; refusal: Refusal }[] {
  const claimants = new Map<string, { code: string; wish: Wish }[]>();
  for (const [code, wish] of wishes) {
    if (wish.localPart === null || wish.refusal !== null) continue;
    const group = claimants.get(wish.localPart) ?? [];
    group.push({ code, wish });
    claimants.set(wish.localPart, group);
  }
  return [...claimants].flatMap(([localPart, group]) => {
    const holder = book.holderOf(localPart);
    const owner = group.find(({ code }) => agencyOwner(code) === holder)?.code;
    const explicit = group.filter(({ wish }) => wish.isExplicit);
    const winner =
      holder === undefined
        ? (explicit.length === 1 ? explicit[0] : group.length === 1 ? group[0] : undefined)?.code
        : owner;
    return group
      .filter(({ code }) => code !== winner)
      .map(({ code }) => {
        if (holder !== undefined && owner === undefined) {
          return { code, refusal: { code: "LOCAL_PART_TAKEN" as const, params: { localPart, holder } } };
        }
        const others = group
          .filter((it) => it.code !== code)
          .map((it) => `${it.code} (${nameOf(places, it.code)})`);
        const params = { localPart, others: others.toSorted().slice(0, 5).join(", ") };
        return { code, refusal: { code: "UNIT_COLLISION" as const, params } };
      });
  });
}

function nameOf(places: ReadonlyMap<string, UnitPlace>, code: string): string {
  return places.get(code)?.unit.name.slice(0, 60).toWellFormed() ?? "";
}
