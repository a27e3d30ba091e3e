/** One row of the event table: what HR writes, what the directory and the log then say, in five provinces. */
import type { FeedRow, ProfileId } from "../../support/real-realm.ts";
import type { Sights } from "./view.ts";

export interface EventRow {
  /** As domain knowledge calls it, and what is shown. */
  readonly event: string;
  /** What is there before; delivered for all events together. */
  readonly setUp: (profile: ProfileId) => readonly FeedRow[];
  readonly change: (profile: ProfileId) => readonly FeedRow[];
  /** The inverse, where there is one. */
  readonly back: ((profile: ProfileId) => readonly FeedRow[]) | null;
  readonly cells: Readonly<Record<ProfileId, Cell>>;
}

/** Whatever is there before keeps its entry (entryUUID), through the event and its inverse. */
export interface Cell {
  readonly before: Sights;
  readonly after: Sights;
  /** All records of the run, in any order: whose, kind, reason, clause, decision. */
  readonly log: readonly string[];
  /** Of the subjects of the row: `P01@B ABSENT_FROM_FEED`. */
  readonly findings?: readonly string[];
  /** After the inverse. */
  readonly undone?: Sights;
  readonly undoneLog?: readonly string[];
  readonly undoneFindings?: readonly string[];
}

/** The cells of a row, from what each regulation calls things. */
export function fromWords<Words>(
  words: Readonly<Record<ProfileId, Words>>,
  build: (words: Words) => Cell,
): Record<ProfileId, Cell> {
  const { travinh, quangbinh, binhthuan, quangtri, soctrang } = words;
  return {
    travinh: build(travinh),
    quangbinh: build(quangbinh),
    binhthuan: build(binhthuan),
    quangtri: build(quangtri),
    soctrang: build(soctrang),
  };
}

/** The cells of a row that differ only in a few words; `odd` are those of another shape. */
export function inEach<Words extends readonly string[]>(
  words: Readonly<Record<ProfileId, Words>>,
  build: (...words: Words) => Cell,
  odd: Partial<Record<ProfileId, Cell>> = {},
): Record<ProfileId, Cell> {
  const { travinh, quangbinh, binhthuan, quangtri, soctrang } = words;
  return {
    travinh: build(...travinh),
    quangbinh: build(...quangbinh),
    binhthuan: build(...binhthuan),
    quangtri: build(...quangtri),
    soctrang: build(...soctrang),
    ...odd,
  };
}
