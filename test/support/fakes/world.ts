/** A realm whose outside is all fakes: what a use case is given, and runs from lease to result. */

import { ChainVerifier } from "../../../src/changelog/verify-chain.ts";
import type { GateLimits } from "../../../src/gate/limits.ts";
import type { Calendar } from "../../../src/model/calendar.ts";
import type { ObservedEntry } from "../../../src/model/entry.ts";
import type { Owner } from "../../../src/model/owner.ts";
import type { PreparedPlan } from "../../../src/reconcile/prepared-plan.ts";
import type { RealmServices } from "../../../src/reconcile/realm-services.ts";
import { type SyncOptions, type SyncResult, sync } from "../../../src/reconcile/sync.ts";
import { mustPrepare } from "../must-prepare.ts";
import { type FakeAnswers, fakeAnswers, USUAL_ANSWERS } from "./fake-answers.ts";
import { type FakeClock, fakeClock } from "./fake-clock.ts";
import { type FakeDirectory, fakeDirectory } from "./fake-directory.ts";
import { type FakeFeed, type FeedContent, fakeFeed } from "./fake-feed.ts";
import { NO_HANDOVER } from "./fake-handover.ts";
import { type FakeJournal, fakeJournal } from "./fake-journal.ts";
import { fakeScope, fakeSlices, fakeSources } from "./fake-scopes.ts";
import { openPower, type Power } from "./power.ts";
import { NOW, REALM, SOC_TRANG } from "./province.ts";

/** 2026 as far as the tests need it, and the years beside it without a holiday. */
const CALENDAR: Calendar = {
  years: new Set([2025, 2026, 2027]),
  holidays: new Set(["2026-11-24"]),
  swapDays: new Set(),
};

export interface World {
  readonly clock: FakeClock;
  readonly feed: FakeFeed;
  readonly journal: FakeJournal;
  readonly directory: FakeDirectory;
  readonly answers: FakeAnswers;
  readonly power: Power;
  readonly services: RealmServices;
  /** One run under a lease of its own. */
  run(options?: Partial<SyncOptions>): Promise<SyncResult>;
  plan(): Promise<PreparedPlan>;
  entry(rdn: string): ObservedEntry;
  /** Starts again after a power cut: the old process and its lease are gone. */
  restart(): void;
  /** The change log as `log verify` would read it; throws when the chain is broken. */
  verifiedLog(): FakeJournal["state"]["log"];
}

/** @param more what the services are given otherwise, such as another profile */
export function openWorld(
  content: FeedContent,
  limits: GateLimits = {},
  more: Partial<
    Pick<RealmServices, "profile" | "groupRules" | "administrators" | "calendar" | "feedLimits">
  > = {},
): World {
  const power = openPower();
  const clock = fakeClock(NOW);
  const feed = fakeFeed(REALM.id, content);
  const journal = fakeJournal(REALM.id, power);
  const directory = fakeDirectory(REALM.suffix, power);
  const progress = (): void => undefined;
  const given = { groupRules: [], administrators: new Set<Owner>(), calendar: CALENDAR, ...more };
  const outside = { feed, journal, directory, clock, progress, handover: NO_HANDOVER };
  const answers = fakeAnswers(power, journal);
  const services = {
    realm: REALM,
    profile: SOC_TRANG,
    limits,
    ...USUAL_ANSWERS,
    ...given,
    ...outside,
    answers,
    slices: fakeSlices(feed, answers, journal),
    sources: fakeSources(answers, journal, power),
    scopes: fakeScope(answers, journal, power),
  };
  return {
    clock,
    feed,
    journal,
    directory,
    answers,
    power,
    services,
    run: async (options = {}) => {
      const lease = await journal.acquireLease(REALM.id);
      try {
        return await sync(services, lease, {
          trigger: "sync",
          stop: new AbortController().signal,
          ...options,
        });
      } finally {
        await lease.release();
      }
    },
    plan: () => mustPrepare(services),
    entry: (rdn) => {
      const found = directory.entries().find(({ dn }) => dn.startsWith(`${rdn},`));
      if (found === undefined) throw new TypeError(`${rdn} is not in the directory`);
      return found;
    },
    restart: () => {
      journal.breakLease();
      power.restore();
    },
    verifiedLog: () => {
      const { log } = journal.state;
      const verifier = new ChainVerifier(REALM.id);
      for (const { record, hash } of log) verifier.check({ realm: REALM.id, seq: record.seq, record, hash });
      const last = log.at(-1);
      const { broken } = verifier.finish({ seq: log.length, hash: last?.hash ?? "0".repeat(64) });
      if (broken !== null) throw new TypeError(`the chain is broken: ${JSON.stringify(broken)}`);
      return log;
    },
  };
}
