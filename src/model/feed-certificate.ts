/** The feed certificate: what is counted of a feed, which rules it breaks, and what is frozen for that. */
import type { Params } from "./finding.ts";

/**
 * Rules of the certificate. `emptied` nothing where there was something · `shrunk` people of the last accepted feed who
 * are gone · `grown` people it did not have · `blank` a column that lost its values · `duplicate` one name and birth
 * date under several ids · `orphan` posts of nobody or nowhere · `cycle` units below themselves · `identity` ids that
 * mean another person · `swapped` cells that hold what belongs into another column · `encoding` damaged names ·
 * `declared` other numbers than the sender declared · `repeated` an overtaken delivery once more · `age` nothing was
 * delivered for long
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
  "feed.swapped",
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
  /** Column such as `people.birth_date` → how many rows have a value there. */
  readonly filled: Readonly<Record<string, number>>;
  /** People whose name and birth date another id has too. */
  readonly duplicates: number;
  /** Appointments of unknown people or in unknown units. */
  readonly orphans: number;
  /** Units from which the way up comes round to where it was. */
  readonly cycles: number;
  /** Names that look damaged, by a wrong encoding or by what stands in their place. */
  readonly damaged: number;
  /** Ids that mean another person than was remembered. */
  readonly identities: number;
  /** People some of whose cells hold what belongs into another column. */
  readonly swapped: number;
}

export interface FeedFacts {
  /** The sum of all slices. */
  readonly whole: SliceFacts;
  /** By agency; under the empty code what belongs to none. */
  readonly agencies: Readonly<Record<string, SliceFacts>>;
}

/** An agency's counts; codes come from the feed, so they may be anything that objects have by themselves too. */
export const sliceOf = ({ agencies }: Pick<FeedFacts, "agencies">, agency: string): SliceFacts | undefined =>
  Object.hasOwn(agencies, agency) ? agencies[agency] : undefined;

/** The feed as it was last accepted. */
export interface FeedBaseline {
  readonly delivery: string | null;
  readonly facts: FeedFacts;
  /** Ids of the people of each agency: who moved is told by these from who is gone. */
  readonly people: Readonly<Record<string, readonly string[]>>;
  readonly acceptedAt: string;
}

export interface Certificate {
  readonly facts: FeedFacts;
  /** What the feed was compared with; null before the first accepted one. */
  readonly baseline: FeedBaseline | null;
  /** Person → agency of their slice; the empty code for those who belong to none. */
  readonly slices: ReadonlyMap<string, string>;
  /** People of the baseline who are gone: not in the feed, or at work without any post → their agency then. */
  readonly gone: ReadonlyMap<string, string>;
  /** Every rule that is broken; those that an operator has accepted are not among them. */
  readonly judgements: readonly FeedJudgement[];
  /** Broken rules that freeze nothing because an operator has accepted them. */
  readonly accepted: readonly FeedJudgement[];
  /** True: the whole is frozen, no plan is made. */
  readonly isFrozen: boolean;
  /** Agencies whose slice is frozen. */
  readonly frozenAgencies: ReadonlySet<string>;
  /** SHA-256 over what is frozen and why, in hex: what an approval is bound to; null where nothing is. */
  readonly digest: string | null;
}
