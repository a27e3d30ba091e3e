/** Loads a delivery as `feed import` does; a refusal ends the demonstration. */
import { openFeedWriter } from "../../compose.ts";
import { DanhbaError } from "../../model/error.ts";
import { type ImportOptions, importFeed } from "../../reconcile/import-feed.ts";

export async function deliver(
  databaseUrl: string,
  files: Parameters<typeof importFeed>[0],
  options: Omit<ImportOptions, "loadedBy">,
) {
  const feed = openFeedWriter(databaseUrl);
  try {
    const result = await importFeed(files, { ...options, loadedBy: "demo" }, feed.writer, feed.readWorkbook);
    if (result.kind === "refused") {
      throw new DanhbaError("FEED_REJECTED", { problems: result.problems.length });
    }
    return result.counts;
  } finally {
    await feed.close();
  }
}
