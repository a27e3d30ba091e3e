/** Which agency's mailbox name stands behind the dot of a person's address. */
import type { FindingCode, Params } from "../model/finding.ts";
import type { NamedUnits } from "./name-units.ts";
import type { Profile } from "./profile.ts";

export type PersonAgency =
  | { readonly localPart: string; readonly agency: string }
  | { readonly localPart: null; readonly code: FindingCode; readonly params: Params };

/**
 * The agency of a person in `unit`: the top of its tree (`root`), or the nearest unit upwards that is not a division
 * (`nearest`). Without an address of that agency: the finding that says why.
 */
export function agencyOfUnit(profile: Profile, units: NamedUnits, unit: string | null): PersonAgency {
  if (unit === null) return { localPart: null, code: "NEEDS_UNIT", params: {} };
  const place = units.places.get(unit);
  if (place === undefined) return { localPart: null, code: "UNKNOWN_UNIT", params: { unit } };
  const chain = [place.unit, ...place.ancestors];
  const nearest = chain.find(({ code }) => {
    const kind = units.kinds.get(code);
    return kind !== undefined && kind !== "division" && kind !== "other";
  });
  const agency = profile.people.agency === "nearest" && nearest !== undefined ? nearest : chain.at(-1);
  const reachesTop = agency === nearest || place.rooted;
  const named = agency === undefined ? undefined : units.byCode.get(agency.code);
  if (reachesTop && named !== undefined && named.localPart !== null) {
    return { localPart: named.localPart, agency: named.code };
  }
  const cause = reachesTop ? (named?.finding?.code ?? "UNKNOWN_UNIT") : "UNKNOWN_PARENT";
  return { localPart: null, code: "AGENCY_WITHOUT_ADDRESS", params: { agency: agency?.code ?? unit, cause } };
}
