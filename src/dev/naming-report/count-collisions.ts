/** How many real units ask for one mailbox name under a profile. */

import { nameBatch } from "../../naming/name-batch.ts";
import type { NamedUnit, NamingUnit } from "../../naming/naming-input.ts";
import type { Profile } from "../../naming/profile.ts";
import { romanise } from "../../naming/romanise.ts";
import { districtsOf, type RealProvince, unitsOf } from "./real-units.ts";

export interface Collisions {
  /** Communes that ask for one name with another, without districts. */
  readonly alone: number;
  /** The same below their districts; null for a province of two levels. */
  readonly below: number | null;
  /** Districts that ask for one name, with another or with a commune. */
  readonly districts: number;
  /** Communes that wait because their district's name is not decided. */
  readonly waiting: number;
  /** Communes in collision once each such district has a name by decision. */
  readonly whenDecided: number;
}

export function countCollisions(profile: Profile, province: RealProvince): Collisions {
  const alone = countCode(name(profile, unitsOf(province, false)), "UNIT_COLLISION");
  const districts = districtsOf(province).length;
  if (districts === 0) return { alone, below: null, districts: 0, waiting: 0, whenDecided: alone };
  const units = unitsOf(province, true);
  const named = name(profile, units);
  const below = named.slice(districts);
  const decided = [...decideUnits(profile, units.slice(0, districts)), ...units.slice(districts)];
  return {
    alone,
    below: countCode(below, "UNIT_COLLISION"),
    districts: countCode(named.slice(0, districts), "UNIT_COLLISION"),
    waiting: countCode(below, "PARENT_WITHOUT_ADDRESS"),
    whenDecided: countCode(name(profile, decided).slice(districts), "UNIT_COLLISION"),
  };
}

/** The units as after decisions: one whose name clashes is given its full name. */
export function decideUnits(profile: Profile, units: readonly NamingUnit[]): readonly NamingUnit[] {
  const named = name(profile, units);
  return units.map((unit, index) => {
    if (named[index]?.finding?.code !== "UNIT_COLLISION") return unit;
    return { ...unit, mailboxName: romanise(unit.name).replaceAll(/[^a-z0-9]/g, "") };
  });
}

function name(profile: Profile, units: readonly NamingUnit[]): readonly NamedUnit[] {
  return nameBatch(profile, { units, people: [], ledger: [] }).units;
}

function countCode(units: readonly NamedUnit[], code: string): number {
  return units.filter(({ finding }) => finding?.code === code).length;
}
