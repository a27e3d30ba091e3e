/** `danhba feed import FILE…`: CSV and XLSX files into `hr.*` as one delivery, all or nothing. */
import { readFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { basename } from "node:path";
import { openFeedWriter } from "../../compose.ts";
import { DELIVERED_KINDS } from "../../model/delivery.ts";
import { DanhbaError } from "../../model/error.ts";
import type { FeedEncoding } from "../../model/feed-encoding.ts";
import { importFeed } from "../../reconcile/import-feed.ts";
import { importProblemLines } from "../../texts/import-problems.ts";
import { VIEW_TEXTS } from "../../texts/views.ts";
import { EXIT } from "../exit-status.ts";
import { jsonText, realmOf, type Session, settingsOf } from "../session.ts";
import { table } from "../views/table.ts";
import { visibleLine } from "../views/visible.ts";

export interface FeedImportOptions {
  readonly mode: "full" | "delta";
  readonly source?: string;
  readonly encoding?: FeedEncoding;
  /** What the sender says the delivery holds. */
  readonly declarePeople?: string;
  readonly declareUnits?: string;
  readonly sha256?: string;
}

/** @throws DanhbaError FEED_REJECTED after every problem was told with file, line and column */
export async function feedImportVerb(
  session: Session,
  paths: readonly string[],
  { mode, source, encoding, declarePeople, declareUnits, sha256 }: FeedImportOptions,
): Promise<number> {
  const declaredPeople = count("--declare-people", declarePeople);
  const declaredUnits = count("--declare-units", declareUnits);
  if (sha256 !== undefined && !/^[0-9a-f]{64}$/i.test(sha256))
    throw new DanhbaError("USAGE", { argument: "--sha256", value: sha256, problem: "NOT_A_DIGEST" });
  const settings = settingsOf(session);
  const { id } = realmOf(session, settings).settings;
  const files = await Promise.all(
    paths.map(async (path) => ({ name: basename(path), bytes: await readBytes(path) })),
  );
  const feed = openFeedWriter(settings.databaseUrl);
  try {
    const result = await importFeed(
      files,
      {
        realm: id,
        source: source ?? files.map(({ name }) => name).join(" "),
        mode,
        encoding,
        declaredPeople,
        declaredUnits,
        declaredSha256: sha256,
        loadedBy: userInfo().username,
      },
      feed.writer,
      feed.readWorkbook,
    );
    if (result.kind === "refused") {
      if (session.isJson) session.print(jsonText({ formatVersion: 1, realm: id, problems: result.problems }));
      for (const line of importProblemLines(result.problems, session.lang)) session.tell(visibleLine(line));
      throw new DanhbaError("FEED_REJECTED", { problems: result.problems.length });
    }
    const { deliveryId, contentSha256, counts } = result;
    if (session.isJson) {
      session.print(jsonText({ formatVersion: 1, realm: id, deliveryId, mode, contentSha256, counts }));
      return EXIT.done;
    }
    const words = VIEW_TEXTS[session.lang];
    const rows = DELIVERED_KINDS.map((kind) => {
      const { inserted, updated, unchanged, removed } = counts[kind];
      return [words[kind], ...[inserted, updated, unchanged, removed].map(String)];
    });
    session.print(`${words.imported} ${deliveryId} (${mode})`);
    session.print(
      table([["", words.inserted, words.updated, words.unchanged, words.removed], ...rows], [1, 2, 3, 4]),
    );
    return EXIT.done;
  } finally {
    await feed.close();
  }
}

function count(argument: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw new DanhbaError("USAGE", { argument, value, problem: "NOT_A_COUNT" });
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new DanhbaError("USAGE", { argument: "FILE", value: path, problem: "UNREADABLE" }, error);
  }
}
