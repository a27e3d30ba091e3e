/** The decoder of each legacy encoding, from the text that a cell shows to the text that it means. */
import type { LegacyEncoding } from "../model/feed-encoding.ts";
import { decodeCp1258 } from "./decode-cp1258.ts";
import { decodeTcvn3 } from "./decode-tcvn3.ts";
import { decodeUtf8As1252 } from "./decode-utf8-as-1252.ts";
import { decodeViqr } from "./decode-viqr.ts";
import { decodeVni } from "./decode-vni.ts";

/** Total functions; what is not in the encoding's table stays as it is. */
export const LEGACY_DECODERS: Readonly<Record<LegacyEncoding, (text: string) => string>> = {
  tcvn3: decodeTcvn3,
  vni: decodeVni,
  viqr: decodeViqr,
  cp1258: decodeCp1258,
  "utf8-as-1252": decodeUtf8As1252,
};
