/** The encodings in which the text of a delivery may have been written. */

/** Encodings from before Unicode, and Unicode that a program misread, as they show in text cells. */
export const LEGACY_ENCODINGS = ["tcvn3", "vni", "viqr", "cp1258", "utf8-as-1252"] as const;
export type LegacyEncoding = (typeof LEGACY_ENCODINGS)[number];

/** What an operator may declare for a delivery; `utf8` takes every text as it is. */
export const FEED_ENCODINGS = ["utf8", ...LEGACY_ENCODINGS] as const;
export type FeedEncoding = (typeof FEED_ENCODINGS)[number];
