/** The mailbox name that a unit asks for: from the feed, an override or the profile's forms; collisions come later. */
import type { FindingCode, Params } from "../model/finding.ts";
import { isLocalPartOf, LOCAL_PART_LIMIT } from "./local-part.ts";
import { MAILBOX_NAME, type NamedUnit, type NamingUnit, UNDECIDED } from "./naming-input.ts";
import type { Profile } from "./profile.ts";
import type { UnitForm } from "./profile-schema.ts";
import { renderTemplate } from "./template.ts";
import type { UnitPlace } from "./unit-tree.ts";
import type { UnitWords, UnitWordsResult } from "./unit-words.ts";

/** What the rule or the feed asks for, before collisions. */
export interface Wish {
  readonly localPart: string | null;
  readonly form: string;
  readonly clause: string;
  /** A person chose it. */
  readonly isExplicit: boolean;
  readonly refusal: Refusal | null;
}

export interface Refusal {
  readonly code: FindingCode;
  readonly params: Params;
}

/** A profile's overrides by the key of the unit's name. */
export type Overrides = ReadonlyMap<string, { readonly localPart: string; readonly clause: string }>;

/** The unit's own fault in the tree, if any. */
export function brokenPlace({ unit, broken }: UnitPlace): Refusal | null {
  if (broken === null) return null;
  const code = broken === "unknown-parent" ? "UNKNOWN_PARENT" : "UNIT_CYCLE";
  return { code, params: { parent: unit.parent ?? "" } };
}

/** `named` holds the units above, already named. */
export function wishOf(
  profile: Profile,
  place: UnitPlace,
  words: UnitWordsResult | undefined,
  overrides: Overrides,
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
    if (!isLocalPartOf(profile, explicit)) {
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

/** The wish and what would be asked for without the feed's name, then without the override. */
export function allWishes(
  profile: Profile,
  place: UnitPlace,
  words: UnitWordsResult | undefined,
  overrides: Overrides,
  named: ReadonlyMap<string, NamedUnit>,
): readonly Wish[] {
  const byRule = { ...place, unit: { ...place.unit, mailboxName: null } };
  const wishes = [
    wishOf(profile, place, words, overrides, named),
    wishOf(profile, byRule, words, overrides, named),
    wishOf(profile, byRule, words, new Map(), named),
  ];
  return wishes.filter(({ form }, index) => wishes.findIndex((wish) => wish.form === form) === index);
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
  if (!isLocalPartOf(profile, localPart)) {
    const reason = localPart.length > LOCAL_PART_LIMIT ? "length" : "shape";
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
