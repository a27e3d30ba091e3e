/** The only place that builds adapters and hands them to use cases. */
import type { Realm } from "./config/load-settings.ts";
import { openDirectory } from "./ldap/open-directory.ts";
import { createDirectoryProbe } from "./ldap/probe-directory.ts";
import type { AnswerPorts } from "./ports/answer-ports.ts";
import type { Clock } from "./ports/clock.ts";
import type { DatabaseProbe, DirectoryProbe } from "./ports/doctor-port.ts";
import type { FeedReader, FeedWriter, WorkbookReader } from "./ports/feed-port.ts";
import type { HandoverPort } from "./ports/handover-port.ts";
import type { JournalPort } from "./ports/journal-port.ts";
import type { ScopePort, SlicePort, SourcePort } from "./ports/scope-ports.ts";
import type { WakeUps } from "./ports/wake-port.ts";
import { openBaselineStore } from "./postgres/baseline-store.ts";
import { createFeedReader } from "./postgres/feed-reader.ts";
import { createFeedWriter } from "./postgres/feed-writer.ts";
import { openHandoverStore } from "./postgres/handover-store.ts";
import { openJournal } from "./postgres/journal.ts";
import { listenForWakeUps } from "./postgres/listen.ts";
import { migrate } from "./postgres/migrate.ts";
import { openPool } from "./postgres/pool.ts";
import { createDatabaseProbe } from "./postgres/probe-database.ts";
import { openProjectionStore } from "./postgres/projection-store.ts";
import { openRefusalStore } from "./postgres/refusal-store.ts";
import { openScopeStore } from "./postgres/scope-store.ts";
import { createSliceReader } from "./postgres/slice-reader.ts";
import { openSourceStore } from "./postgres/source-store.ts";
import { openUndoStore } from "./postgres/undo-store.ts";
import type { Progress, RealmServices } from "./reconcile/realm-services.ts";
import { openSecrets } from "./sealing/open-secrets.ts";
import { openPublicKey, openSigningKey } from "./sealing/open-signing-key.ts";
import { slipsText } from "./texts/slips.ts";
import { readWorkbook } from "./workbook/read-workbook.ts";

export interface Database {
  readonly feed: FeedReader;
  readonly journal: JournalPort;
  readonly handovers: HandoverPort;
  readonly answers: AnswerPorts;
  readonly slices: SlicePort;
  readonly sources: SourcePort;
  readonly scopes: ScopePort;
  readonly wakeUps: WakeUps;
  close(): Promise<void>;
}

export const systemClock: Clock = { now: () => Date.now() };

/** Everything that is read and written under the role `danhba_service`; connects on first use. */
export function openDatabase(url: string, realms: readonly Realm[]): Database {
  const pool = openPool({ url, role: "danhba_service", applicationName: "danhba", max: 4 });
  const settingsOf = new Map(realms.map(({ settings }) => [settings.id, settings]));
  return {
    feed: createFeedReader(pool),
    journal: openJournal({
      pool,
      url,
      domainOf: (realm) => settingsOf.get(realm)?.domain ?? realm,
      leaseSecondsOf: (realm) => settingsOf.get(realm)?.leaseSeconds ?? 30,
    }),
    handovers: openHandoverStore(pool),
    answers: {
      baseline: openBaselineStore(pool),
      projection: openProjectionStore(pool),
      refusals: openRefusalStore(pool),
      undos: openUndoStore(pool),
    },
    slices: createSliceReader(pool),
    sources: openSourceStore(pool),
    scopes: openScopeStore(pool),
    wakeUps: (handlers) => listenForWakeUps(url, handlers),
    close: () => pool.end(),
  };
}

/** What a use case needs for one realm, with a directory connection of its own. */
export async function openRealm(
  realm: Realm,
  database: Database,
  progress: Progress,
): Promise<{ readonly services: RealmServices; close(): Promise<void> }> {
  const { settings, profile, limits, administrators, calendar } = realm;
  const { id, domain, ldap } = settings;
  const directory = await openDirectory(ldap);
  const services: RealmServices = {
    realm: { id, domain, suffix: ldap.suffix },
    profile,
    limits,
    feedLimits: settings.feed,
    drift: settings.drift,
    compareAbove: settings.compareAbove,
    retries: settings.retries,
    groupRules: settings.groups,
    administrators,
    calendar,
    feed: database.feed,
    journal: database.journal,
    directory,
    handover: {
      store: database.handovers,
      secrets: openSecrets(),
      settings: settings.handover,
      renderSlips: slipsText,
    },
    answers: database.answers,
    slices: database.slices,
    sources: database.sources,
    scopes: database.scopes,
    clock: systemClock,
    progress,
  };
  return { services, close: () => directory.close() };
}

/** For loading deliveries, under the role `danhba_feed`. */
export function openFeedWriter(url: string): {
  readonly writer: FeedWriter;
  readonly readWorkbook: WorkbookReader;
  close(): Promise<void>;
} {
  const pool = openPool({ url, role: "danhba_feed", applicationName: "danhba feed import", max: 1 });
  return { writer: createFeedWriter(pool), readWorkbook, close: () => pool.end() };
}

/** What `doctor` looks through; each look connects by itself. */
export function openProbes(
  { settings }: Realm,
  databaseUrl: string,
): { readonly database: DatabaseProbe; readonly directory: DirectoryProbe } {
  return { database: createDatabaseProbe(databaseUrl), directory: createDirectoryProbe(settings.ldap) };
}

/** Keys for checkpoints, from the text of PEM files. */
export const signingKeys = { open: openSigningKey, openPublic: openPublicKey };

/** Brings the schema up to date, as the login of the URL itself; returns the names of what was applied. */
export const migrateDatabase = (url: string): Promise<{ applied: string[] }> => migrate(url);
