/** What a random walk needs of a realm, whether its servers are real or not. */
import type { Attributes, ObservedEntry } from "../../../src/model/entry.ts";
import type { JournalPort } from "../../../src/ports/journal-port.ts";
import type { PreparedPlan } from "../../../src/reconcile/prepared-plan.ts";
import type { RealmServices } from "../../../src/reconcile/realm-services.ts";
import type { SyncResult } from "../../../src/reconcile/sync.ts";
import type { FakeClock } from "../fakes/fake-clock.ts";
import type { FeedContent } from "../fakes/fake-feed.ts";

/** A clock that may go back too. */
export type WalkClock = FakeClock;

export interface WalkRealm {
  readonly realm: RealmServices["realm"];
  readonly profile: RealmServices["profile"];
  readonly clock: WalkClock;
  readonly journal: JournalPort;
  /** HR's rows are these from now on. */
  load(content: FeedContent): Promise<void>;
  /** Whether runs are followed by the independent check. */
  readonly isProved: boolean;
  /** One run, and the passwords that it leaves to be set or to end. */
  run(): Promise<SyncResult>;
  /** The plan of now, and what it saw. */
  plan(): Promise<{ readonly plan: PreparedPlan["plan"]; readonly entries: readonly ObservedEntry[] }>;
  /** Everything in the managed branches, as danhba sees it. */
  entries(): Promise<readonly ObservedEntry[]>;
  /** These accounts were used just now; leaves no trace but that. */
  noteSignIns(entries: readonly ObservedEntry[]): void;
  /** As a portal does: whether the account's own password opens it. */
  trySignIn(entry: ObservedEntry): Promise<boolean>;
  /** A named operator collects the passwords that wait in a unit; how many that were. */
  collect(unit: string): Promise<number>;
  /** An administrator's own hand. An empty list removes an attribute. */
  setByHand(dn: string, attributes: Attributes): Promise<void>;
  removeByHand(dn: string): Promise<void>;
  renameByHand(dn: string, newRdn: string): Promise<void>;
  stop(): Promise<void>;
}
