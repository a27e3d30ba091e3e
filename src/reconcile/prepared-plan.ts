/** What a run knows once both sides were read and a plan was made. */
import type { GateInput } from "../gate/judge-plan.ts";
import type { Identity } from "../model/account.ts";
import type { Plan } from "../model/change.ts";
import type { Question } from "../model/decision.ts";
import type { Due } from "../model/due.ts";
import type { DesiredEntry, ObservedEntry } from "../model/entry.ts";
import type { FeedDelivery, Instant } from "../model/feed.ts";
import type { AcceptedSlice, Certificate } from "../model/feed-certificate.ts";
import type { Finding } from "../model/finding.ts";
import type { Owner } from "../model/owner.ts";
import type { Adoptions } from "../plan/adoptions.ts";
import type { Projection } from "../ports/answer-ports.ts";
import type { Referrer } from "../ports/directory-port.ts";
import type { RealmMemory } from "../ports/journal-port.ts";
import type { FeedSlice } from "../ports/scope-ports.ts";
import type { Drifted } from "./drift.ts";
import type { KeptUndone } from "./keep-undone.ts";
import type { OddGroups } from "./observe-around.ts";
import type { Scope } from "./scope.ts";

/** What a run has when the certificate freezes the whole feed: no plan is made. */
export interface FrozenFeed {
  readonly isFrozen: true;
  readonly certificate: Certificate;
  readonly cursor: string;
  readonly delivery: FeedDelivery | null;
}

export interface PreparedPlan {
  readonly isFrozen: false;
  /** The certificate of the whole feed, where everything was looked at; else `slice` says at whom. */
  readonly whole: Certificate | null;
  readonly slice: SliceReading | null;
  /** How many people and entries were compared with what is remembered, besides what was planned; null: none. */
  readonly compared: { readonly people: number; readonly entries: number } | null;
  readonly plan: Plan;
  /** Entries that stand as danhba's own and that no record tells of. */
  readonly adoptions: Adoptions;
  readonly certificate: Pick<Certificate, "judgements" | "digest">;
  /** What the gate is told besides the items. */
  readonly gate: Omit<GateInput, "limits">;
  /** What operators have undone, and the feed still asks for. */
  readonly undone: KeptUndone;
  /** Owners whose items nothing but a change from elsewhere calls for, with what changed. */
  readonly drifted: ReadonlyMap<Owner, Drifted>;
  /** The directory as the plan saw it; of a slice, what concerns it. */
  readonly observed: readonly ObservedEntry[];
  /** What should be there, of those who were looked at. */
  readonly desired: readonly DesiredEntry[];
  /** The feed as the plan saw it, with what is frozen of it. */
  readonly feed: FeedSlice;
  /** `contextCSN` from before that look; null where it cannot be read. */
  readonly contextCsn: string | null;
  /** What was remembered of the directory before. */
  readonly projection: Projection;
  /** entryUUIDs of entries that only say that they are danhba's. */
  readonly strange: ReadonlySet<string>;
  /** What each owner's entry is to be, as a hash. */
  readonly intents: ReadonlyMap<Owner, string>;
  readonly findings: readonly Finding[];
  readonly questions: readonly Question[];
  /** How many decisions wait for a person. */
  readonly decisions: number;
  readonly cursor: string;
  readonly delivery: FeedDelivery | null;
  /** What changes by itself, after now. */
  readonly due: readonly Due[];
  readonly identities: readonly Identity[];
  readonly loginsWatchedSince: Instant | null;
  /** As it was before the run. */
  readonly memory: RealmMemory;
}

/** Whom a plan that does not look at everybody looked at, and what it saw of the feed and of their groups. */
export interface SliceReading {
  readonly scope: Scope;
  /** Its owners, with all accounts of its people. */
  readonly owners: readonly Owner[];
  readonly accepted: AcceptedSlice;
  readonly referrers: readonly Referrer[];
  readonly oddGroups: OddGroups;
}
