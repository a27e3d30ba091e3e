/** Executes a profile's worked examples, so that a profile proves itself. */
import type { LedgerAddress } from "../model/address.ts";
import type { Finding } from "../model/finding.ts";
import { personOwner } from "../model/owner.ts";
import { nameBatch } from "./name-batch.ts";
import type { NamingUnit } from "./naming-input.ts";
import type { Profile, ProfileProblem } from "./profile.ts";

type Example = Profile["examples"][number];

/** Each worked example whose result differs from what the profile says, with its line; empty = all right. */
export function checkProfile(profile: Profile): readonly ProfileProblem[] {
  return profile.examples.flatMap((example, index): ProfileProblem[] => {
    const { address, finding, notes } = runExample(profile, example);
    const wanted = `${example.address ?? "no address"}${example.finding === undefined ? "" : ` with ${example.finding}`}`;
    const codes = [finding, ...notes].flatMap((it) => it?.code ?? []);
    const isRight =
      (example.address ?? null) === address &&
      (example.finding === undefined ? finding === null : codes.includes(example.finding));
    if (isRight) return [];
    const got = `${address ?? "no address"}${codes.length === 0 ? "" : ` with ${codes.join(", ")}`}`;
    const message = `${example.unit ?? example.person}: the example says ${wanted}, the rules give ${got}`;
    return [{ path: `examples[${index}]`, line: profile.exampleLines[index] ?? 1, message }];
  });
}

function runExample(
  profile: Profile,
  example: Example,
): { address: string | null; finding: Finding | null; notes: readonly Finding[] } {
  const ledger = example.taken.map((localPart): LedgerAddress => {
    return {
      localPart,
      owner: personOwner("somebody else"),
      role: "primary",
      form: "",
      clause: "",
      aliasUntil: null,
    };
  });
  if (example.unit !== undefined) {
    const parent = example.parent === undefined ? null : "parent";
    const units: NamingUnit[] = [
      ...(example.parent === undefined ? [] : [{ code: "parent", name: example.parent }]),
      ...example.beside.map((name, index) => ({ code: `beside ${index}`, name, parent })),
      { code: "unit", name: example.unit, kind: example.kind, parent, mailboxName: example.localPart },
    ];
    const named = nameBatch(profile, { units, people: [], ledger }).units.at(-1);
    return { address: named?.localPart ?? null, finding: named?.finding ?? null, notes: [] };
  }
  const units = example.agency === undefined ? [] : [{ code: "agency", name: example.agency }];
  const person = {
    id: "person",
    fullName: example.person ?? "",
    unit: units[0]?.code,
    extension: example.extension,
    localPart: example.localPart,
  };
  const named = nameBatch(profile, { units, people: [person], ledger }).people[0];
  return { address: named?.localPart ?? null, finding: named?.finding ?? null, notes: named?.notes ?? [] };
}
