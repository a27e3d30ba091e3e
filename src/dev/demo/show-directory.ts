/** What is in the directory, as short tables. */
import { table } from "../../cli/views/table.ts";
import type { LedgerAddress } from "../../model/address.ts";
import { BRANCHES, type ObservedEntry } from "../../model/entry.ts";
import type { SyncResult } from "../../reconcile/sync.ts";
import type { Lang } from "../../texts/lang.ts";
import { DEMO_TEXTS } from "./demo-texts.ts";

interface Output {
  readonly lang: Lang;
  readonly print: (text: string) => void;
}

/** How many entries of each sort, and how many addresses of each form. */
export function showTotals(
  { lang, print }: Output,
  { durationMs, applied }: SyncResult,
  entries: readonly ObservedEntry[],
  ledger: readonly LedgerAddress[],
): void {
  const words = DEMO_TEXTS[lang];
  const count = (branch: string) => entries.filter(({ dn }) => dn.includes(`,${branch},`)).length;
  const seconds = durationMs / 1_000;
  print(`\n${words.created} (${applied}, ${seconds.toFixed(1)} ${words.seconds}):`);
  const sorts = [
    [words.people, BRANCHES.person],
    [words.agencies, BRANCHES.agency],
    [words.units, BRANCHES.unit],
    [words.groups, BRANCHES.group],
  ] as const;
  print(
    table(
      sorts.map(([word, branch]) => [`  ${word}`, String(count(branch)), branch]),
      [1],
    ),
  );

  const people = ledger.filter(({ owner }) => owner.startsWith("person:"));
  const forms = Map.groupBy(people, ({ form, clause }) => `${form} ${clause}`);
  print(`\n${words.forms} (${words.people}):`);
  const rows = [...forms.entries()].map(([form, of]) => {
    const [name = "", clause = ""] = form.split(" ");
    return [`  ${name}`, String(of.length), clause, `${of[0]?.localPart ?? ""}@…`];
  });
  print(
    table(
      rows.toSorted((a, b) => Number(b[1]) - Number(a[1])),
      [1],
    ),
  );
}

const SHOWN = ["cn", "mail", "title", "o", "danhbaUnit", "danhbaStatus", "roleOccupant"];

/** A leader, somebody whose plain form was taken, and an agency. */
export function showEntries({ lang, print }: Output, entries: readonly ObservedEntry[]): void {
  const person = (wanted: (localPart: string) => boolean) =>
    entries.find(
      ({ dn, attributes }) => dn.includes(`,${BRANCHES.person},`) && wanted(attributes.uid?.[0] ?? ""),
    );
  const chosen = [
    person((uid) => !uid.includes(".")),
    person((uid) => uid.includes(".")),
    entries.find(({ attributes }) => attributes.uid?.[0] === "sotttt"),
  ];
  print(`\n${DEMO_TEXTS[lang].someEntries}:`);
  for (const entry of chosen) {
    if (entry === undefined) continue;
    print(`  dn: ${entry.dn}`);
    for (const name of SHOWN) {
      for (const value of entry.attributes[name] ?? []) print(`    ${name}: ${value}`);
    }
  }
}
