/** The addresses that a profile's forms make of one person's name, in the order of the regulation. */
import type { FindingCode, Params } from "../model/finding.ts";
import type { Owner } from "../model/owner.ts";
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

/** What may be given to whom at this moment. */
export interface Availability {
  readonly isFree: (localPart: string, owner: Owner) => boolean;
  /** Smallest numbers known to be used up, by numbered form with its name and agency filled in. */
  readonly nextNumber: Map<string, number>;
}

export interface Candidate {
  readonly localPart: string;
  readonly form: string;
  readonly clause: string;
}

export type Choice =
  | { readonly chosen: Candidate; readonly first: string }
  | { readonly chosen: null; readonly code: FindingCode; readonly params: Params; readonly clause: string };

/**
 * The first form that gives a free address. Stops where a form needs an agency that is not known: a later form must
 * not be given before an earlier one is known to be taken.
 */
export function chooseAddress(profile: Profile, applicant: Applicant, available: Availability): Choice {
  const { otherwise, forms } = profile.people;
  const refused = (code: FindingCode, params: Params, clause = otherwise.clause): Choice => ({
    chosen: null,
    code,
    params,
    clause,
  });
  let first: string | null = null;
  for (const form of forms) {
    const { parts } = form.template;
    if (parts.has("agency") && applicant.agency.localPart === null) {
      return refused(applicant.agency.code, applicant.agency.params, form.clause);
    }
    if (parts.has("extension") && applicant.extension === null) continue;
    const localPart = parts.has("number")
      ? nextNumbered(form, applicant, available)
      : fill(form.template, applicant, 0);
    first ??= localPart;
    if (localPart === null || !available.isFree(localPart, applicant.owner)) continue;
    return { chosen: { localPart, form: form.form, clause: form.clause }, first: first ?? localPart };
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
  const offer = (template: Template<PersonPart>, number: number) => {
    if (template.parts.has("agency") && applicant.agency.localPart === null) return;
    const localPart = fill(template, applicant, number);
    if (available.isFree(localPart, applicant.owner)) found.add(localPart);
  };
  for (const form of profile.people.forms) {
    if (form.template.parts.has("number")) {
      const localPart = applicant.agency.localPart === null ? null : nextNumbered(form, applicant, available);
      if (localPart !== null) found.add(localPart);
    } else if (!form.template.parts.has("extension") || applicant.extension !== null) offer(form.template, 0);
  }
  for (const template of profile.people.proposals) offer(template, 0);
  return [...found].slice(0, 3);
}

/** The smallest number never used for this name and agency; null when the address would be too long. */
function nextNumbered(form: PersonForm, applicant: Applicant, available: Availability): string | null {
  const stem = renderTemplate(form.template, (part) =>
    part === "number" ? "#" : valueFor(part, applicant, 0),
  );
  let number = available.nextNumber.get(stem) ?? form.numberFrom ?? 1;
  for (;;) {
    const localPart = fill(form.template, applicant, number);
    if (localPart.length > LOCAL_PART_LIMIT) return null;
    if (available.isFree(localPart, applicant.owner)) {
      // Not one further: a proposal looks without taking.
      available.nextNumber.set(stem, number);
      return localPart;
    }
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
    case "agency":
      return agency.localPart ?? "";
    case "number":
      return String(number);
    case "extension":
      return extension ?? "";
  }
}
