/** The feed certificate: what is counted of a feed, which rules it breaks, and what is frozen for that. */
import type { Params } from "./finding.ts";

/**
 * Rules of the certificate. `emptied` nothing where there was something · `shrunk`, `grown` rows against the last
 * accepted feed · `blank` empty cells of a column · `duplicate` one name and birth date under several ids · `orphan`
 * posts of nobody or nowhere · `cycle` units below themselves · `identity` ids that mean another person · `encoding`
 * damaged text · `declared` other numbers than the sender declared · `repeated` an overtaken delivery once more ·
 * `age` nothing was delivered for long
 */
export const FEED_RULES = [
  "feed.emptied",
  "feed.shrunk",
  "feed.grown",
  "feed.blank",
  "feed.duplicate",
  "feed.orphan",
  "feed.cycle",
  "feed.identity",
  "feed.encoding",
  "feed.declared",
  "feed.repeated",
  "feed.age",
] as const;
export type FeedRule = (typeof FEED_RULES)[number];

/** A rule that is broken, in an agency's slice or (null) in the feed as a whole. */
export interface FeedJudgement {
  readonly rule: FeedRule;
  /** Code of the agency (see `agencyIndex`); null: the whole. */
  readonly agency: string | null;
  /** `freeze`: nothing of the slice is acted upon; `warn`: only told. */
  readonly effect: "freeze" | "warn";
  /** The numbers, for the message. */
  readonly params: Params;
}

/** Counts of one agency's rows, or of all rows. */
export interface SliceFacts {
  readonly people: number;
  readonly units: number;
  readonly appointments: number;
  /** `person.birthDate` and so on → how many rows have a value. */
  readonly filled: Readonly<Record<string, number>>;
  /** People whose name and birth date another id has too. */
  readonly duplicates: number;
  /** Appointments of unknown people or in unknown units. */
  readonly orphans: number;
  /** Names that look damaged by a wrong encoding. */
  readonly damaged: number;
  /** Ids that mean another person than was remembered. */
  readonly identities: number;
}

export interface FeedFacts {
  readonly whole: SliceFacts;
  readonly agencies: Readonly<Record<string, SliceFacts>>;
  /** Units that are below themselves. */
  readonly cycles: number;
}

/** The feed as it was last accepted. */
export interface FeedBaseline {
  readonly delivery: string | null;
  readonly facts: FeedFacts;
  readonly acceptedAt: string;
}

export interface Certificate {
  readonly facts: FeedFacts;
  /** Every rule that is broken; those that an operator has accepted are not among them. */
  readonly judgements: readonly FeedJudgement[];
  /** True: the whole is frozen, no plan is made. */
  readonly isFrozen: boolean;
  /** Agencies whose slice is frozen. */
  readonly frozenAgencies: ReadonlySet<string>;
  /** SHA-256 over what is frozen and why, in hex: what an approval is bound to; null where nothing is. */
  readonly digest: string | null;
}
