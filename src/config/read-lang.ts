/** In which language to speak: `--lang`, then DANHBA_LANG, then the locale; English otherwise. */
import type { Lang } from "../texts/lang.ts";

/** @param argv read before the command line is parsed, since help has a language too */
export function readLang(argv: readonly string[]): Lang {
  const at = argv.indexOf("--lang");
  const joined = argv.find((argument) => argument.startsWith("--lang="));
  const option = joined?.slice("--lang=".length) ?? (at < 0 ? undefined : argv[at + 1]);
  const { DANHBA_LANG, LC_ALL, LC_MESSAGES, LANG } = process.env;
  const wanted = option ?? (DANHBA_LANG || LC_ALL || LC_MESSAGES || LANG);
  return wanted?.toLowerCase().startsWith("vi") ? "vi" : "en";
}
