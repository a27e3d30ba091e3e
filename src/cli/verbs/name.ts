/** `danhba name --profile P`: one batch document on stdin, its addresses on stdout; no database. */
import { dirname } from "node:path";
import { text } from "node:stream/consumers";
import { loadProfile } from "../../config/load-settings.ts";
import { DanhbaError } from "../../model/error.ts";
import { nameDocument, readBatchDocument } from "../../naming/batch-document.ts";
import { FINDING_TEXTS } from "../../texts/findings.ts";
import { EXIT } from "../exit-status.ts";
import { problemLine, type Session } from "../session.ts";

/** @throws DanhbaError USAGE when the document or the profile is not right, after all problems were told */
export async function nameVerb(
  session: Session,
  { profile: name }: { readonly profile: string },
): Promise<number> {
  const loaded = loadProfile(dirname(session.options.config), name);
  if ("problems" in loaded) {
    for (const problem of loaded.problems) session.tell(`danhba: ${problemLine(session.lang, problem)}`);
    throw new DanhbaError("USAGE", { argument: "--profile", value: name, problem: "UNUSABLE_PROFILE" });
  }
  const batch = readBatchDocument(parseJson(await text(process.stdin)));
  if ("problems" in batch) {
    for (const { path, message } of batch.problems) session.tell(`danhba: stdin ${path}: ${message}`);
    throw new DanhbaError("USAGE", {
      argument: "stdin",
      value: "batch",
      problem: "BAD_BATCH",
      count: batch.problems.length,
    });
  }
  const render = FINDING_TEXTS[session.lang];
  const document = nameDocument(loaded.profile, batch.batch, ({ code, params }) => render[code](params));
  session.print(JSON.stringify(document));
  return EXIT.done;
}

function parseJson(document: string): unknown {
  try {
    return JSON.parse(document);
  } catch (error) {
    const reason = error instanceof Error ? error.message : "";
    throw new DanhbaError("USAGE", { argument: "stdin", value: "batch", problem: "NOT_JSON", reason }, error);
  }
}
