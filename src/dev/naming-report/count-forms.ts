/** Which forms the people of a batch got. */
import type { NamedPerson } from "../../naming/naming-input.ts";
import type { Profile } from "../../naming/profile.ts";

export interface FormCounts {
  readonly people: number;
  readonly distinct: number;
  /** The profile's first form. */
  readonly plain: number;
  /** A later form without a number. */
  readonly suffixed: number;
  readonly numbered: number;
  readonly highestNumber: number;
  /** Without an address, by finding: a person decides. */
  readonly undecided: Readonly<Record<string, number>>;
}

export function countForms(profile: Profile, named: readonly NamedPerson[]): FormCounts {
  const [first, ...later] = profile.people.forms;
  const withNumber = new Set(later.flatMap(({ form, numberFrom }) => (numberFrom === undefined ? [] : form)));
  const addresses = named.flatMap(({ localPart }) => localPart ?? []);
  const numbered = named.filter(({ form }) => withNumber.has(form));
  const undecided: Record<string, number> = {};
  for (const { finding } of named) {
    if (finding !== null) undecided[finding.code] = (undecided[finding.code] ?? 0) + 1;
  }
  const plain = named.filter(({ form }) => form === first?.form).length;
  return {
    people: named.length,
    distinct: new Set(addresses).size,
    plain,
    suffixed: addresses.length - plain - numbered.length,
    numbered: numbered.length,
    highestNumber: Math.max(0, ...numbered.map(({ localPart }) => Number(localPart?.match(/\d+/)?.[0]))),
    undecided,
  };
}
