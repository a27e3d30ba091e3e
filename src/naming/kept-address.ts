/** Whether an address that a person has, or once had, is still right for them. */
import type { LedgerAddress } from "../model/address.ts";
import { REQUESTED } from "./naming-input.ts";
import type { PersonAgency } from "./person-agency.ts";
import type { Candidate } from "./person-candidates.ts";
import type { PersonCase } from "./person-case.ts";
import type { Profile } from "./profile.ts";
import type { PersonForm } from "./profile-schema.ts";

/**
 * | form | right |
 * |---|---|
 * | requested, or decided by a person | always |
 * | without agency | always, also after a change of name |
 * | with agency | while it ends with the current agency's mailbox name, or that is not known |
 */
export function isStillRight(profile: Profile, row: LedgerAddress, agency: PersonAgency): boolean {
  const form = formOf(profile, row);
  if (form === null || !form.template.parts.has("agency")) return true;
  return agency.localPart === null || row.localPart.endsWith(`.${agency.localPart}`);
}

/** The profile's form of a ledger row, told from its shape where the row does not say; null = a person chose it. */
function formOf(profile: Profile, row: LedgerAddress): PersonForm | null {
  if (row.form === REQUESTED) return null;
  const { forms } = profile.people;
  const named = forms.find(({ form }) => form === row.form);
  if (named !== undefined || row.form !== "") return named ?? null;
  const [stem = "", ...rest] = row.localPart.split(".");
  const hasDot = rest.length > 0;
  const hasNumber = /\d$/.test(stem);
  return (
    forms.find(
      ({ template: { source, parts } }) =>
        source.includes(".") === hasDot && parts.has("number") === hasNumber,
    ) ??
    forms.find(({ template: { source } }) => source.includes(".") === hasDot) ??
    null
  );
}

/** The person's addresses that are not live and would be right again, the profile's first form first. */
export function earlierRows(profile: Profile, { rows, agency }: PersonCase): readonly LedgerAddress[] {
  const { forms } = profile.people;
  const order = (row: LedgerAddress) => {
    const form = formOf(profile, row);
    return form === null ? -1 : forms.indexOf(form);
  };
  // Only what is surely right: an unknown agency proves nothing about a suffix.
  const isSure = (row: LedgerAddress) =>
    agency.localPart !== null || !(formOf(profile, row)?.template.parts.has("agency") ?? false);
  return rows
    .filter((row) => row.role !== "primary" && isStillRight(profile, row, agency) && isSure(row))
    .toSorted((a, b) => order(a) - order(b) || (a.localPart < b.localPart ? -1 : 1));
}

/** A row of the ledger as what is given; form and clause from the profile where the row does not say. */
export function asCandidate(profile: Profile, row: LedgerAddress): Candidate {
  const form = formOf(profile, row);
  return {
    localPart: row.localPart,
    form: row.form || (form?.form ?? REQUESTED),
    clause: row.clause || (form?.clause ?? profile.people.requestedClause),
  };
}
