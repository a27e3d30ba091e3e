/** The addresses that a profile's forms make of one person's name, in the order of the regulation. */
import type { FindingCode, Params } from "../model/finding.ts";
import type { Owner } from "../model/owner.ts";
import { type Availability, isGivable, type Judgement } from "./availability.ts";
import { checkExtension } from "./extension.ts";
import { LOCAL_PART_LIMIT } from "./local-part.ts";
import type { ParsedName } from "./parse-name.ts";
import { joined } from "./parse-name.ts";
import type { PersonAgency } from "./person-agency.ts";
import type { Profile } from "./profile.ts";
import type { PersonForm } from "./profile-schema.ts";
import { type PersonPart, renderTemplate, type Template } from "./template.ts";

export interface Applicant {
  readonly owner: Owner;
  readonly parsed: ParsedName;
  readonly agency: PersonAgency;
  /** Valid by the profile's rule, or null. */
  readonly extension: string | null;
}

export interface Candidate {
  readonly localPart: string;
  readonly form: string;
  readonly clause: string;
}

export type Choice =
  | { readonly chosen: Candidate; readonly first: string }
  | { readonly chosen: null; readonly code: FindingCode; readonly params: Params; readonly clause: string };

/** A form filled in for one person; `localPart` is null where something is missing for it. */
export type FormCandidate =
  | { readonly form: PersonForm; readonly localPart: string; readonly judgement: Judgement }
  | { readonly form: PersonForm; readonly localPart: null; readonly needs: "agency" | "extension" };

/**
 * What the profile's forms make of a name, in their order, each number tried included. Stops where a form needs an
 * agency that is not known: a later form must not be given before an earlier one is known to be taken.
 */
export function* formCandidates(
  profile: Profile,
  applicant: Applicant,
  available: Availability,
): Generator<FormCandidate, void, void> {
  for (const form of profile.people.forms) {
    const { parts } = form.template;
    if (parts.has("agency") && applicant.agency.localPart === null) {
      yield { form, localPart: null, needs: "agency" };
      return;
    }
    if (parts.has("extension") && applicant.extension === null) {
      yield { form, localPart: null, needs: "extension" };
    } else if (parts.has("number")) yield* numbered(form, applicant, available);
    else {
      const localPart = fill(form.template, applicant, 0);
      yield { form, localPart, judgement: available.judge(localPart, applicant.owner) };
    }
  }
}

/** The first form that gives a free address. */
export function chooseAddress(profile: Profile, applicant: Applicant, available: Availability): Choice {
  const { otherwise } = profile.people;
  const refused = (code: FindingCode, params: Params, clause = otherwise.clause): Choice => ({
    chosen: null,
    code,
    params,
    clause,
  });
  let first: string | null = null;
  for (const candidate of formCandidates(profile, applicant, available)) {
    const { form, localPart } = candidate;
    if (localPart === null) {
      if (candidate.needs === "extension" || applicant.agency.localPart !== null) continue;
      return refused(applicant.agency.code, applicant.agency.params, form.clause);
    }
    first ??= localPart;
    if (!isGivable(candidate.judgement)) continue;
    return { chosen: { localPart, form: form.form, clause: form.clause }, first };
  }
  if (first !== null && first.length > LOCAL_PART_LIMIT) {
    return refused("TOO_LONG", { length: first.length, limit: LOCAL_PART_LIMIT });
  }
  return refused(otherwise.code, first === null ? {} : { localPart: first });
}

/** Up to three free addresses that a person might choose, by the forms and the profile's proposals. */
export function proposeAddresses(
  profile: Profile,
  applicant: Applicant,
  available: Availability,
): readonly string[] {
  const found = new Set<string>();
  const offer = (template: Template<PersonPart>) => {
    if (template.parts.has("agency") && applicant.agency.localPart === null) return;
    const localPart = fill(template, applicant, 0);
    if (isGivable(available.judge(localPart, applicant.owner))) found.add(localPart);
  };
  // Where what follows the dot is agreed on, only what may be agreed on is proposed.
  const isAllowed = (localPart: string) => {
    const [, ...rest] = localPart.split(".");
    return rest.length === 0 || checkExtension(profile, rest.join("."), available.unitNames).refusal === null;
  };
  for (const candidate of formCandidates(profile, applicant, available)) {
    if (candidate.localPart !== null && isGivable(candidate.judgement)) found.add(candidate.localPart);
  }
  for (const template of profile.people.proposals) offer(template);
  return [...found].filter(isAllowed).slice(0, 3);
}

/** From the smallest number not known to be used up to the first free one, or to the longest possible address. */
function* numbered(
  form: PersonForm,
  applicant: Applicant,
  available: Availability,
): Generator<FormCandidate, void, void> {
  const stem = renderTemplate(form.template, (part) =>
    part === "number" ? "#" : valueFor(part, applicant, 0),
  );
  let number = available.nextNumber.get(stem) ?? form.numberFrom ?? 1;
  for (;;) {
    const localPart = fill(form.template, applicant, number);
    if (localPart.length > LOCAL_PART_LIMIT) return;
    const judgement = available.judge(localPart, applicant.owner);
    // Not one further: a proposal looks without taking.
    if (isGivable(judgement)) available.nextNumber.set(stem, number);
    yield { form, localPart, judgement };
    if (isGivable(judgement)) return;
    number += 1;
  }
}

function fill(template: Template<PersonPart>, applicant: Applicant, number: number): string {
  return renderTemplate(template, (part) => valueFor(part, applicant, number));
}

function valueFor(part: PersonPart, { parsed, agency, extension }: Applicant, number: number): string {
  switch (part) {
    case "initials":
      return parsed.initials;
    case "given":
      return parsed.given;
    case "full":
      return joined(parsed.romanised);
    case "family":
      return parsed.romanised.split(" ", 1)[0] ?? "";
    case "middle":
      return parsed.initials.length < 2
        ? ""
        : (parsed.romanised.split(" ")[parsed.initials.length - 1] ?? "");
    case "agency":
      return agency.localPart ?? "";
    case "number":
      return String(number);
    case "extension":
      return extension ?? "";
  }
}
