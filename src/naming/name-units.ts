/** Mailbox names of agencies and their units by a profile's forms, parent part and collisions included. */
import type { Finding, FindingCode, Params } from "../model/finding.ts";
import { agencyOwner } from "../model/owner.ts";
import type { AddressBook } from "./address-book.ts";
import { isLocalPart } from "./local-part.ts";
import { MAILBOX_NAME, type NamedUnit, type NamingUnit, REQUESTED, UNDECIDED } from "./naming-input.ts";
import type { Profile } from "./profile.ts";
import type { UnitForm } from "./profile-schema.ts";
import { renderTemplate } from "./template.ts";
import { placeUnits, type UnitPlace } from "./unit-tree.ts";
import {
  makeWordLists,
  readUnitName,
  type UnitWords,
  type UnitWordsResult,
  type WordLists,
} from "./unit-words.ts";

export interface NamedUnits {
  readonly byCode: ReadonlyMap<string, NamedUnit>;
  /** Every local part that a unit has or asks for, undecided ones included: none of them goes to a person. */
  readonly wanted: ReadonlySet<string>;
  readonly places: ReadonlyMap<string, UnitPlace>;
}

/** What the rule or the feed asks for, before collisions. */
interface Wish {
  readonly localPart: string | null;
  readonly form: string;
  readonly clause: string;
  /** A person chose it. */
  readonly isExplicit: boolean;
  readonly refusal: Refusal | null;
}

interface Refusal {
  readonly code: FindingCode;
  readonly params: Params;
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
    return { byCode: round.named, wanted: new Set(wanted), places };
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

function keysOf(words: UnitWordsResult | undefined): readonly string[] {
  return words === undefined || "unusable" in words ? [] : words.keys;
}

/** Overrides by the key of the unit's name. */
function readOverrides(
  profile: Profile,
  lists: WordLists,
): ReadonlyMap<string, { localPart: string; clause: string }> {
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
  overrides: ReadonlyMap<string, { localPart: string; clause: string }>,
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

function brokenPlace({ unit, broken }: UnitPlace): Refusal | null {
  if (broken === null) return null;
  const code = broken === "unknown-parent" ? "UNKNOWN_PARENT" : "UNIT_CYCLE";
  return { code, params: { parent: unit.parent ?? "" } };
}

function wishOf(
  profile: Profile,
  place: UnitPlace,
  words: UnitWordsResult | undefined,
  overrides: ReadonlyMap<string, { localPart: string; clause: string }>,
  named: ReadonlyMap<string, NamedUnit>,
): Wish {
  const { unit } = place;
  const explicitClause = profile.units.mailboxNameClause;
  const explicit = unit.mailboxName?.trim().toLowerCase() ?? "";
  if (explicit !== "") {
    const wish = {
      localPart: explicit,
      form: MAILBOX_NAME,
      clause: explicitClause,
      isExplicit: true,
      refusal: null,
    };
    if (!isLocalPart(explicit)) {
      const params = { localPart: explicit.slice(0, 80).toWellFormed() };
      return { ...wish, localPart: null, refusal: { code: "BAD_LOCAL_PART", params } };
    }
    if (profile.reserved.technical.includes(explicit))
      return refuse(wish, "RESERVED", { localPart: explicit });
    return wish;
  }
  const none: Wish = {
    localPart: null,
    form: UNDECIDED,
    clause: explicitClause,
    isExplicit: false,
    refusal: null,
  };
  if (words === undefined || "unusable" in words) {
    const detail = { reason: words?.unusable ?? "empty", detail: words?.detail ?? "" };
    return refuse(none, "UNIT_NAME_UNUSABLE", { name: unit.name.slice(0, 60).toWellFormed(), ...detail });
  }
  const override = overrides.get(words.keys.join(" "));
  if (override !== undefined) return { ...none, ...override, form: "override", isExplicit: true };
  const form = profile.units.forms.find((candidate) => applies(candidate, place, words));
  if (form === undefined) return refuse(none, "NO_RULE", { name: unit.name.slice(0, 60).toWellFormed() });
  const wish: Wish = { ...none, form: form.form, clause: form.clause };
  if (place.broken !== null) return { ...wish, refusal: brokenPlace(place) };
  return fillIn(profile, wish, form, place, words, named);
}

function fillIn(
  profile: Profile,
  wish: Wish,
  form: UnitForm,
  place: UnitPlace,
  words: UnitWords,
  named: ReadonlyMap<string, NamedUnit>,
): Wish {
  const above = (unit: NamingUnit | null | undefined) =>
    unit ? (named.get(unit.code)?.localPart ?? null) : null;
  const parent = above(place.parent);
  const root = place.rooted ? above(place.ancestors.at(-1)) : null;
  const missing =
    form.template.parts.has("parent") && parent === null
      ? place.parent
      : form.template.parts.has("root") && root === null
        ? (place.ancestors.at(-1) ?? place.parent)
        : undefined;
  if (missing !== undefined) {
    const code = missing?.code ?? "";
    const cause = named.get(code)?.finding?.code ?? "NEEDS_UNIT";
    return refuse(wish, "PARENT_WITHOUT_ADDRESS", { parent: code, cause });
  }
  const localPart = renderTemplate(form.template, (part) => {
    switch (part) {
      case "type":
        return words.typeWords.join("");
      case "name":
        return words.name.join("");
      case "nameInitials":
        return words.nameInitials.join("");
      case "whole":
        return [...words.typeWords, ...words.name].join("");
      case "wholeInitials":
        return [...words.typeWords.map((word) => word.charAt(0)), ...words.nameInitials].join("");
      case "parent":
        return parent ?? "";
      case "root":
        return root ?? "";
    }
  });
  if (!isLocalPart(localPart)) {
    const reason = localPart.length > 64 ? "length" : "shape";
    return refuse(wish, "UNIT_NAME_UNUSABLE", {
      name: place.unit.name.slice(0, 60).toWellFormed(),
      reason,
      detail: localPart,
    });
  }
  const isReserved = [...profile.reserved.technical, ...profile.reserved.roles].includes(localPart);
  return isReserved ? refuse({ ...wish, localPart }, "RESERVED", { localPart }) : { ...wish, localPart };
}

function applies(form: UnitForm, place: UnitPlace, words: UnitWords): boolean {
  const { types, kinds, child, typed, numbered } = form;
  if (types !== undefined && (words.type === null || !types.includes(words.type.word))) return false;
  if (kinds !== undefined && !kinds.some((kind) => kind === place.unit.kind)) return false;
  if (child !== undefined && child !== (place.parent !== null || place.broken !== null)) return false;
  if (typed !== undefined && typed !== (words.type !== null)) return false;
  return numbered === undefined || numbered === /^\d/.test(words.name[0] ?? "");
}

function refuse(wish: Wish, code: FindingCode, params: Params): Wish {
  return { ...wish, refusal: { code, params } };
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
