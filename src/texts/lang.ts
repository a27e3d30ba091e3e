/** The languages that people read danhba in. */
export type Lang = "vi" | "en";
