/** The real communes of the five provinces before July 2025 and of the four that followed. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { NamingUnit } from "../../naming/naming-input.ts";
import { PROJECT_ROOT } from "../services/project-root.ts";

interface RealCommune {
  /** Statistical code. */
  readonly code: string;
  readonly name: string;
  /** Name of the district; absent since July 2025. */
  readonly district?: string;
}

export interface RealProvince {
  readonly name: string;
  readonly communes: readonly RealCommune[];
}

interface RealUnits {
  readonly old: readonly RealProvince[];
  readonly new: readonly RealProvince[];
}

export function readRealUnits(): RealUnits {
  const file = join(PROJECT_ROOT, "test/fixtures/units/units.json");
  return JSON.parse(readFileSync(file, "utf8")) as RealUnits;
}

/** The districts of a province by name; empty for one of two levels. */
export function districtsOf({ communes }: RealProvince): readonly string[] {
  return [...new Set(communes.flatMap(({ district }) => district ?? []))];
}

/**
 * @param withDistricts communes below their districts, which come first; else communes alone
 * @param decided mailbox names by district
 */
export function unitsOf(
  province: RealProvince,
  withDistricts: boolean,
  decided: Readonly<Record<string, string>> = {},
): readonly NamingUnit[] {
  const districts = withDistricts ? districtsOf(province) : [];
  return [
    ...districts.map((name) => ({ code: name, name, mailboxName: decided[name] })),
    ...province.communes.map(({ code, name, district }) => {
      return { code, name, parent: withDistricts ? district : null };
    }),
  ];
}
