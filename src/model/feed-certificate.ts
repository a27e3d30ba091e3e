/** The feed certificate: what is counted of a feed, which rules it breaks, and what is frozen for that. */
import type { Day } from "./feed.ts";
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

/** Which agency each row of a feed counts for, who is new since the last accepted feed, and who is gone. */
export interface FeedSlices {
  /** Unit → agency. */
  readonly units: ReadonlyMap<string, string>;
  /** Person in the feed → agency; the empty code for who belongs to none. */
  readonly people: ReadonlyMap<string, string>;
  /** People whom the baseline does not have → agency. Empty without a baseline. */
  readonly newcomers: ReadonlyMap<string, string>;
  /** People of the baseline who are not in the feed, or at work without any post → their agency then. */
  readonly gone: ReadonlyMap<string, string>;
  /** People who are at work without any primary post. */
  readonly unplaced: ReadonlySet<string>;
  /** People with several primary posts → first day after today on which another of them may make the slice. */
  readonly turns: ReadonlyMap<string, Day>;
}

/** Ids of people in whose rows something shows that only their names tell. */
export interface FeedSigns {
  /** Another id has the same name and birth date. */
  readonly twins: ReadonlySet<string>;
  readonly damaged: ReadonlySet<string>;
  /** The id was remembered as another person. */
  readonly others: ReadonlySet<string>;
  readonly swapped: ReadonlySet<string>;
}

/** The numbers of the feed as it was last accepted. */
export interface AcceptedNumbers {
  readonly delivery: string | null;
  readonly facts: FeedFacts;
  readonly acceptedAt: string;
}

/** The feed as it was last accepted. */
export interface FeedBaseline extends AcceptedNumbers {
  /** Ids of the people of each agency: who moved is told by these from who is gone. */
  readonly people: Readonly<Record<string, readonly string[]>>;
}

/** What is remembered of one person of the feed, or of somebody of whom the feed only has posts. */
export interface Source {
  readonly id: string;
  /** Agency of the slice in the feed as it was last accepted; null: was not in it. */
  readonly accepted: string | null;
  /** Agency of the slice in the feed as it was last seen; null: not in it. */
  readonly agency: string | null;
  /** Other agencies in whose slices posts of the person count. */
  readonly elsewhere: readonly string[];
  /** What the person adds to `agency`, if any, and to each of `elsewhere`: blocks of counts, see `FACTS`. */
  readonly facts: readonly number[];
  /** SHA-256 in hex over the row and the posts, see `FeedSlice`; empty: neither is there. */
  readonly digest: string;
  readonly born: Day | null;
  /** From this day on `facts` may be others although no row has changed; null: never. */
  readonly recheck: Day | null;
}

/** The feed as it was last seen, in sums of `Source`; by agency. */
export interface SeenFeed {
  /** Blocks of counts, see `FACTS`. */
  readonly people: ReadonlyMap<string, readonly number[]>;
  /** People of the last accepted feed who are gone, by their agency then; and people whom it did not have. */
  readonly gone: ReadonlyMap<string, number>;
  readonly newcomers: ReadonlyMap<string, number>;
  /** Hash over which agency each unit belongs to: where that is another, everybody's counts may be others. */
  readonly agencies: string;
}

/** What a run leaves to be remembered of the people whom it has looked at. */
export interface AcceptedSlice {
  /** Null: what was accepted before stays. Else all people count as accepted where they were seen. */
  readonly baseline: AcceptedNumbers | null;
  readonly seen: SeenFeed;
  /** With `accepted` as it was before; who is neither there nor accepted any more is to be forgotten. */
  readonly sources: readonly Source[];
}

/** What a part of the feed is compared with. */
export interface KnownFeed {
  readonly baseline: AcceptedNumbers;
  readonly seen: SeenFeed;
  /** People whose `recheck` has come: they belong to every part of the feed that is looked at. */
  readonly unsettled: readonly string[];
}

export interface Certificate {
  readonly facts: FeedFacts;
  /** What the feed was compared with; null before the first accepted one. */
  readonly baseline: FeedBaseline | null;
  /** Person → agency of their slice; the empty code for those who belong to none. */
  readonly slices: ReadonlyMap<string, string>;
  /** People of the baseline who are gone: not in the feed, or at work without any post → their agency then. */
  readonly gone: ReadonlyMap<string, string>;
  readonly sliced: FeedSlices;
  readonly signs: FeedSigns;
  /** The sums of this feed, compared with the baseline. */
  readonly seen: SeenFeed;
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
