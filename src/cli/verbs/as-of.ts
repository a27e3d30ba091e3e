/** `danhba as-of TIME`: an entry, or the whole managed tree, as the change log tells it of an earlier time. */
import { type PastEntry, UNTOLD } from "../../changelog/as-of.ts";
import type { OwnerKind } from "../../model/owner.ts";
import { splitOwner } from "../../model/owner.ts";
import { contentLdif } from "../../plan/ldif.ts";
import { entriesMeant, type PastState, stateAsOf } from "../../reconcile/as-of.ts";
import { timeText, VIEW_TEXTS } from "../../texts/views.ts";
import { EXIT } from "../exit-status.ts";
import { instant } from "../options.ts";
import { realmNames } from "../realm-names.ts";
import { jsonText, type Session, withDatabase } from "../session.ts";
import { table } from "../views/table.ts";

/** @param subject an owner, a person's id, an address or a DN; without it the whole tree */
export async function asOfVerb(
  session: Session,
  [time = "", subject]: readonly string[],
  { ldif }: { readonly ldif?: boolean },
): Promise<number> {
  const at = instant("TIME", time);
  return await withDatabase(session, async ({ journal }, realm) => {
    const names = realmNames(realm);
    const state = await stateAsOf(journal, names.id, at);
    const entries = subject === undefined ? state.entries : entriesMeant(state.entries, subject, names);
    const past: Past = { realm: names.id, at, record: state.record, entries, isTree: subject === undefined };
    if (ldif === true) session.print(ldifOf(past).trimEnd());
    else if (session.isJson) session.print(jsonText(documentOf(past)));
    else session.print(textOf(session, past));
    return EXIT.done;
  });
}

interface Past extends PastState {
  readonly realm: string;
  readonly at: string;
  readonly isTree: boolean;
}

function ldifOf({ realm, at, record, entries }: Past): string {
  const upTo = record === null ? "no record" : `record ${record.seq} of ${record.at} ${record.hash}`;
  const remarks = [
    `realm ${realm} as of ${at}: ${upTo}`,
    ...Object.entries(UNTOLD).map(([name, why]) => `without ${name}: ${why}`),
  ];
  return contentLdif(
    remarks,
    entries.map(({ owner, dn, attributes, hasPassword, isWhole }) => ({
      dn,
      attributes,
      remarks: [
        owner,
        ...(hasPassword ? ["userPassword: set"] : []),
        ...(isWhole ? [] : ["incomplete: no record tells how the entry began"]),
      ],
    })),
  );
}

function documentOf({ realm, at, record, entries, isTree }: Past): Record<string, unknown> {
  const head = { formatVersion: 1, realm, at, record, counts: countsOf(entries) };
  return isTree ? head : { ...head, entries };
}

function textOf({ lang }: Session, { at, record, entries, isTree }: Past): string {
  const words = VIEW_TEXTS[lang];
  const head = `${words.asOf} ${timeText(lang, at)}: ${words.record} ${record?.seq ?? 0}`;
  if (entries.length === 0) return `${head}\n${words.noEntry}`;
  const body = isTree
    ? table(
        Object.entries(countsOf(entries)).map(([kind, count]) => [kind, String(count)]),
        [1],
      )
    : entries.map((entry) => entryText(entry, words)).join("\n\n");
  return `${head}\n${body}`;
}

function entryText(
  { owner, dn, attributes, hasPassword, isWhole }: PastEntry,
  words: (typeof VIEW_TEXTS)["en" | "vi"],
): string {
  const lines = Object.entries(attributes).flatMap(([name, values]) =>
    values.map((value) => `  ${name}: ${value.replaceAll(/\p{Cc}/gu, "\u{FFFD}")}`),
  );
  const password = hasPassword ? [`  userPassword: ${words.passwordSet}`] : [];
  const doubt = isWhole ? [] : [`  ${words.notWhole}`];
  return [`${owner}  ${dn}`, ...lines, ...password, ...doubt].join("\n");
}

/** By kind of owner, in the order of the tree's branches. */
function countsOf(entries: readonly PastEntry[]): Record<OwnerKind, number> {
  const counts = { person: 0, agency: 0, unit: 0, group: 0, policy: 0 };
  for (const { owner } of entries) counts[splitOwner(owner).kind] += 1;
  return counts;
}
