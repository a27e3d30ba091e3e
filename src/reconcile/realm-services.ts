/** What a use case is given to work on one realm. */
import type { RealmPlace } from "../desired/context.ts";
import type { GateLimits } from "../gate/limits.ts";
import type { Profile } from "../naming/profile.ts";
import type { Clock } from "../ports/clock.ts";
import type { DirectoryPort } from "../ports/directory-port.ts";
import type { FeedReader } from "../ports/feed-port.ts";
import type { JournalPort } from "../ports/journal-port.ts";

export interface RealmServices {
  readonly realm: RealmPlace;
  readonly profile: Profile;
  readonly limits: GateLimits;
  readonly feed: FeedReader;
  readonly journal: JournalPort;
  readonly directory: DirectoryPort;
  readonly clock: Clock;
  readonly progress: Progress;
}

/** Told how far a run has come; for a person's eyes, never part of the result. */
export type Progress = (stage: "recover" | "read" | "plan" | "apply", done: number, total: number) => void;
