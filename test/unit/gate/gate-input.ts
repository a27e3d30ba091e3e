/** What the gate is given, with neutral values for what a test does not care about. */
import type { GateInput, Population, SortCounts, Trait } from "../../../src/gate/judge-plan.ts";
import type { Owner } from "../../../src/model/owner.ts";

const SORTS: SortCounts = { person: 1_000, agency: 100, unit: 100, group: 100, policy: 2 };

export const gateInput = (more: Partial<GateInput> = {}): GateInput => ({
  limits: {},
  population: populationOf(),
  rulings: new Map(),
  traits: new Map(),
  frozenAgencies: new Set(),
  isFirstLoad: false,
  isRestored: false,
  ...more,
});

/** @param agencies people by code of the agency; none of any other sort */
export const populationOf = (
  people = 1_000,
  agencies: Readonly<Record<string, number>> = {},
  members: ReadonlyMap<string, number> = new Map(),
): Population => ({
  all: { ...SORTS, person: people },
  agencies: new Map(
    Object.entries(agencies).map(([code, person]) => [
      code,
      { person, agency: 0, unit: 0, group: 0, policy: 0 },
    ]),
  ),
  members,
});

export const traitsOf = (
  items: readonly { readonly owner: Owner }[],
  trait: Partial<Trait>,
): [Owner, Trait][] => items.map(({ owner }) => [owner, { agency: null, isDrift: false, ...trait }]);
