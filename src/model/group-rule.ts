/** A group that an application asks for, by a rule of the settings. */
import type { StaffClass, UnitKind } from "./feed.ts";

/** All conditions that are given must hold for one and the same post; an empty rule matches everybody active. */
export interface GroupRule {
  /** The group is `cn=app-<name>`. */
  readonly name: string;
  readonly description: string;
  /** Unit codes; with `below`, their sub-units too. */
  readonly units: readonly string[] | null;
  readonly below: boolean;
  readonly kinds: readonly UnitKind[] | null;
  /** Worst leader rank that still belongs (1 is the highest); null: no rank is asked for. */
  readonly maxRank: number | null;
  readonly classes: readonly StaffClass[] | null;
}
