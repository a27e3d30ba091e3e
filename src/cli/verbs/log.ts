/** `danhba log` and `danhba log verify`. */

import type { LogRecord } from "../../changelog/record.ts";
import { DanhbaError } from "../../model/error.ts";
import type { LogFilter } from "../../ports/journal-port.ts";
import { verifyLog } from "../../reconcile/verify-log.ts";
import { KIND_TEXTS, REASON_TEXTS } from "../../texts/changes.ts";
import type { Lang } from "../../texts/lang.ts";
import { timeText, VIEW_TEXTS } from "../../texts/views.ts";
import { EXIT } from "../exit-status.ts";
import { instant, positiveInteger } from "../options.ts";
import { jsonText, type Session, withDatabase } from "../session.ts";
import { table } from "../views/table.ts";

export interface LogOptions {
  readonly owner?: string;
  readonly run?: string;
  readonly clause?: string;
  readonly since?: string;
  readonly limit: string;
}

export async function logVerb(session: Session, options: LogOptions): Promise<number> {
  const filter: LogFilter = {
    limit: positiveInteger("--limit", options.limit),
    ...(options.owner === undefined ? {} : { owner: options.owner }),
    ...(options.clause === undefined ? {} : { clause: options.clause }),
    ...(options.run === undefined ? {} : { run: positiveInteger("--run", options.run) }),
    ...(options.since === undefined ? {} : { since: instant("--since", options.since) }),
  };
  return await withDatabase(session, async ({ journal }, realm) => {
    const rows = await journal.log(realm.settings.id, filter);
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

function logText(lang: Lang, records: readonly LogRecord[]): string {
  const words = VIEW_TEXTS[lang];
  if (records.length === 0) return words.noRecords;
  const rows = records.map(({ seq, at, run, actor, kind, owner, dn, reason, clause, decisionNo }) => [
    String(seq),
    timeText(lang, at),
    String(run),
    actor.name,
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

/** @throws DanhbaError LOG_BROKEN with the number of the first broken record */
export async function logVerifyVerb(session: Session): Promise<number> {
  return await withDatabase(session, async ({ journal }, realm) => {
    const { id } = realm.settings;
    const { records, broken, head: found } = await verifyLog(journal, id);
    const result = { formatVersion: 1, realm: id, records, head: found.hash, broken };
    const words = VIEW_TEXTS[session.lang];
    if (session.isJson) session.print(jsonText(result));
    else if (broken === null) session.print(`${words.chainOk}: ${records} ${words.records}, ${found.hash}`);
    if (broken !== null) throw new DanhbaError("LOG_BROKEN", { realm: id, ...broken });
    return EXIT.done;
  });
}
