/** What a use case is given to work on one realm. */
import type { RealmPlace } from "../desired/context.ts";
import type { FeedLimits } from "../gate/feed-limits.ts";
import type { GateLimits } from "../gate/limits.ts";
import type { Calendar } from "../model/calendar.ts";
import type { DriftMode } from "../model/drift.ts";
import type { GroupRule } from "../model/group-rule.ts";
import type { HandoverSettings, Slip } from "../model/handover.ts";
import type { Owner } from "../model/owner.ts";
import type { Profile } from "../naming/profile.ts";
import type { AnswerPorts } from "../ports/answer-ports.ts";
import type { Clock } from "../ports/clock.ts";
import type { DirectoryPort } from "../ports/directory-port.ts";
import type { FeedReader } from "../ports/feed-port.ts";
import type { HandoverPort } from "../ports/handover-port.ts";
import type { JournalPort } from "../ports/journal-port.ts";
import type { ScopePort, SlicePort, SourcePort } from "../ports/scope-ports.ts";
import type { SecretsPort } from "../ports/secrets-port.ts";

export interface RealmServices {
  readonly realm: RealmPlace;
  readonly profile: Profile;
  readonly limits: GateLimits;
  readonly feedLimits: FeedLimits;
  readonly drift: DriftMode;
  readonly retries: RetrySettings;
  /** In a directory of more entries than this a full run plans only what differs from what is remembered. */
  readonly compareAbove: number;
  /** Groups that applications ask for. */
  readonly groupRules: readonly GroupRule[];
  /** Accounts under the password policy of administrators. */
  readonly administrators: ReadonlySet<Owner>;
  readonly calendar: Calendar;
  readonly feed: FeedReader;
  readonly journal: JournalPort;
  readonly directory: DirectoryPort;
  readonly handover: HandoverServices;
  readonly answers: AnswerPorts;
  readonly slices: SlicePort;
  readonly sources: SourcePort;
  readonly scopes: ScopePort;
  readonly clock: Clock;
  readonly progress: Progress;
}

/** What becomes of items that the directory refuses. */
export interface RetrySettings {
  /** After so many refusals a run leaves the item alone until an operator runs `sync`. */
  readonly attempts: number;
  /** Pause after the first refusal, doubled with each one. */
  readonly firstMinutes: number;
}

/** How passwords are made, kept until they are handed out, and written down. */
export interface HandoverServices {
  readonly store: HandoverPort;
  readonly secrets: SecretsPort;
  readonly settings: HandoverSettings;
  /** One page of text, a slip for each account; holds passwords in clear. */
  readonly renderSlips: (slips: readonly Slip[]) => string;
}

export type Stage = "recover" | "read" | "plan" | "adopt" | "apply";

/** Told how far a run has come; for a person's eyes, never part of the result. */
export type Progress = (stage: Stage, done: number, total: number) => void;
