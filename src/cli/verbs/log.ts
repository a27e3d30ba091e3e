/** `danhba log`: the newest records that meet all filters. */
import type { Actor, LogRecord } from "../../changelog/record.ts";
import type { Realm } from "../../config/load-settings.ts";
import type { ChangeKind } from "../../model/change.ts";
import type { JournalPort, LogFilter, LogSubject } from "../../ports/journal-port.ts";
import { addressSubject, personSubject, unitSubject } from "../../reconcile/log-subject.ts";
import { KIND_TEXTS, REASON_TEXTS } from "../../texts/changes.ts";
import type { Lang } from "../../texts/lang.ts";
import { timeText, VIEW_TEXTS } from "../../texts/views.ts";
import { EXIT } from "../exit-status.ts";
import { instant, instantUntil, positiveInteger } from "../options.ts";
import { realmNames } from "../realm-names.ts";
import { jsonText, type Session, withDatabase } from "../session.ts";
import { table } from "../views/table.ts";

export interface LogOptions {
  readonly owner?: string;
  readonly run?: string;
  readonly clause?: string;
  readonly since?: string;
  readonly until?: string;
  readonly kind?: ChangeKind;
  readonly operator?: string;
  readonly person?: string;
  readonly address?: string;
  readonly unit?: string;
  readonly limit: string;
}

export async function logVerb(session: Session, options: LogOptions): Promise<number> {
  const filter = filterOf(options);
  return await withDatabase(session, async ({ journal }, realm) => {
    const about = await subjectsOf(journal, realm, options);
    const rows = await journal.log(realm.settings.id, { ...filter, about });
    if (session.isJson) {
      const records = rows.map(({ record, hash }) => ({ ...(record as LogRecord), hash }));
      session.print(jsonText({ formatVersion: 1, realm: realm.settings.id, records }));
    } else {
      session.print(
        logText(
          session.lang,
          rows.map(({ record }) => record as LogRecord),
        ),
      );
    }
    return EXIT.done;
  });
}

function filterOf(options: LogOptions): LogFilter {
  const { owner, clause, kind, operator, run, since, until, limit } = options;
  return {
    limit: positiveInteger("--limit", limit),
    ...(owner === undefined ? {} : { owner }),
    ...(clause === undefined ? {} : { clause }),
    ...(kind === undefined ? {} : { kind }),
    ...(operator === undefined ? {} : { operator }),
    ...(run === undefined ? {} : { run: positiveInteger("--run", run) }),
    ...(since === undefined ? {} : { since: instant("--since", since) }),
    ...(until === undefined ? {} : { until: instantUntil("--until", until) }),
  };
}

async function subjectsOf(
  journal: JournalPort,
  realm: Realm,
  { person, address, unit }: LogOptions,
): Promise<LogSubject[]> {
  const names = realmNames(realm);
  return [
    ...(person === undefined ? [] : [await personSubject(journal, names, person)]),
    ...(address === undefined ? [] : [await addressSubject(journal, names, address)]),
    ...(unit === undefined ? [] : [await unitSubject(journal, names, unit)]),
  ];
}

function logText(lang: Lang, records: readonly LogRecord[]): string {
  const words = VIEW_TEXTS[lang];
  if (records.length === 0) return words.noRecords;
  const rows = records.map(({ seq, at, run, actor, kind, owner, dn, reason, clause, decisionNo }) => [
    String(seq),
    timeText(lang, at),
    String(run),
    actorText(lang, actor),
    KIND_TEXTS[kind][lang],
    owner,
    dn,
    REASON_TEXTS[reason][lang],
    clause,
    decisionNo ?? "",
  ]);
  const heads = [
    "#",
    words.time,
    words.run,
    words.by,
    words.kind,
    words.owner,
    "DN",
    words.why,
    words.clause,
  ];
  return table([[...heads, words.decision], ...rows], [0, 2]);
}

/** `Nguyễn Văn A, 22/11/2026 08:15:00: công văn 12/SNV`; the name alone where no more is known. */
function actorText(lang: Lang, { name, reason, at }: Actor): string {
  const said = at === null ? name : `${name}, ${timeText(lang, at)}`;
  return reason === null ? said : `${said}: ${reason}`;
}
