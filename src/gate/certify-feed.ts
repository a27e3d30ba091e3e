/** The feed certificate: whether a feed may be acted upon, as a whole and agency by agency, with the numbers. */
import type { Identity } from "../model/account.ts";
import type { FeedSnapshot, Instant } from "../model/feed.ts";
import type { Certificate, FeedBaseline, SliceFacts } from "../model/feed-certificate.ts";
import type { FeedLimits } from "./feed-limits.ts";
import type { Ruling } from "./judge-plan.ts";

export interface FeedInput {
  readonly snapshot: FeedSnapshot;
  /** As last accepted; null before the first. */
  readonly baseline: FeedBaseline | null;
  readonly identities: ReadonlyMap<string, Identity>;
  /** Whether the delivery has the content of an earlier, overtaken one. */
  readonly isRepeated: boolean;
  readonly limits: FeedLimits;
  readonly rulings: ReadonlyMap<string, Ruling>;
  readonly now: Instant;
}

export function certifyFeed({ snapshot }: FeedInput): Certificate {
  const whole: SliceFacts = {
    people: snapshot.people.length,
    units: snapshot.units.length,
    appointments: snapshot.appointments.length,
    filled: {},
    duplicates: 0,
    orphans: 0,
    damaged: 0,
    identities: 0,
  };
  return {
    facts: { whole, agencies: {}, cycles: 0 },
    judgements: [],
    isFrozen: false,
    frozenAgencies: new Set(),
    digest: null,
  };
}
