/** `npm run demo`: the main job on the sample province, on throw-away servers, shown step by step. */
import { readFile, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { type Database, openDatabase, openRealm } from "../../compose.ts";
import { loadSettings, type Realm } from "../../config/load-settings.ts";
import type { ObservedEntry } from "../../model/entry.ts";
import { DanhbaError } from "../../model/error.ts";
import { migrate } from "../../postgres/migrate.ts";
import type { Progress } from "../../reconcile/realm-services.ts";
import { type SyncResult, syncAlone } from "../../reconcile/sync.ts";
import { verifyLog } from "../../reconcile/verify-log.ts";
import { findingText } from "../../texts/findings.ts";
import type { Lang } from "../../texts/lang.ts";
import { SAMPLE_FILES } from "../sample/province-csv.ts";
import { SAMPLE_FOLDER } from "../sample/write-sample.ts";
import { writeEnvFile } from "../services/env-file.ts";
import { PROJECT_ROOT } from "../services/project-root.ts";
import { type Services, startServices } from "../services/start-services.ts";
import { deliver } from "./deliver.ts";
import { startDemoService } from "./demo-service.ts";
import { DEMO_TEXTS } from "./demo-texts.ts";
import { showLiveEvents } from "./live-events.ts";
import { showEntries, showTotals } from "./show-directory.ts";
import { showLdapsearch } from "./show-ldapsearch.ts";

export interface DemoOptions {
  readonly lang: Lang;
  /** End after the demonstration. */
  readonly isOnce: boolean;
  readonly print: (text: string) => void;
  readonly progress: Progress;
  readonly stop: AbortSignal;
}

const FOLDER = join(PROJECT_ROOT, ".danhba", "demo");
const ENV_FILE = join(FOLDER, "env");

/** @throws DanhbaError SERVICES_UNAVAILABLE when the servers cannot be started here */
export async function runDemo(options: DemoOptions): Promise<void> {
  const { lang, print } = options;
  const words = DEMO_TEXTS[lang];
  print(words.servers);
  const services = await startServices({ dir: join(FOLDER, "servers") });
  try {
    await writeEnvFile(ENV_FILE, services.env);
    print(words.serversReady);
    await demonstrate(options, services);
  } finally {
    print(`\n${words.stopping}`);
    await rm(ENV_FILE, { force: true });
    await services.stop();
  }
}

async function demonstrate(options: DemoOptions, services: Services): Promise<void> {
  const { lang, print, stop, isOnce } = options;
  const words = DEMO_TEXTS[lang];
  const { env } = services;
  const realm = demoRealm(env);
  await migrate(env.DATABASE_URL);
  print(words.migrated);
  await importSample(options, realm, env.DATABASE_URL);

  const database = openDatabase(env.DATABASE_URL, [realm]);
  try {
    print(`\n▸ ${words.firstSync}`);
    const first = await syncOnce(options, database, realm);
    const opened = await openRealm(realm, database, () => undefined);
    try {
      const { directory } = opened.services;
      const entries = await directory.observe();
      showTotals({ lang, print }, first, entries, await database.journal.ledger(realm.settings.id));
      showEntries({ lang, print }, entries);
      showFindings(options, first);
      const second = await syncOnce(options, database, realm);
      print(`\n▸ ${words.secondSync} (${(second.durationMs / 1_000).toFixed(1)} ${words.seconds})`);

      print(`\n▸ ${words.daemon}`);
      const service = await startDemoService(env);
      try {
        const units = {
          from: unitNamed(entries, "Sở Thông tin và Truyền thông"),
          to: unitNamed(entries, "Sở Nội vụ"),
        };
        await showLiveEvents({ lang, realm: realm.settings.id, env, database, directory, print }, units);
        await showChain(options, database, realm.settings.id);
        await showLdapsearch({ lang, print }, env);
        if (!isOnce) await stayUp(options, stop);
      } finally {
        await service.stop();
      }
    } finally {
      await opened.close();
    }
  } finally {
    await database.close();
  }
}

function demoRealm(env: Services["env"]): Realm {
  const variables: Readonly<Record<string, string>> = env;
  const loaded = loadSettings(join(PROJECT_ROOT, "config", "danhba.yaml"), (name) => variables[name] ?? null);
  const realm = "settings" in loaded ? loaded.settings.realms[0] : undefined;
  if (realm !== undefined) return realm;
  throw new DanhbaError("SETTINGS_INVALID", {
    setting: "config/danhba.yaml",
    problem: "SEE_CONFIG_CHECK",
  });
}

async function importSample({ lang, print }: DemoOptions, realm: Realm, url: string): Promise<void> {
  const files = await Promise.all(
    SAMPLE_FILES.map(async (name) => ({
      name: basename(name),
      bytes: await readFile(join(SAMPLE_FOLDER, name)),
    })),
  );
  const source = "config/samples/soctrang";
  const { units, people, appointments } = await deliver(url, files, {
    realm: realm.settings.id,
    source,
    mode: "full",
  });
  const numbers = `${units.inserted} + ${people.inserted} + ${appointments.inserted}`;
  print(`${DEMO_TEXTS[lang].imported}: units + people + appointments = ${numbers}`);
}

async function syncOnce(
  { progress, stop }: DemoOptions,
  database: Database,
  realm: Realm,
): Promise<SyncResult> {
  const opened = await openRealm(realm, database, progress);
  try {
    return await syncAlone(opened.services, { trigger: "sync", stop });
  } finally {
    await opened.close();
  }
}

function showFindings({ lang, print }: DemoOptions, { findings }: SyncResult): void {
  if (findings.length === 0) return;
  print(`\n${DEMO_TEXTS[lang].findings}:`);
  for (const finding of findings) print(`  ${finding.owner} ${finding.code}: ${findingText(finding, lang)}`);
}

function unitNamed(entries: readonly ObservedEntry[], name: string): string {
  const found = entries.find(
    ({ attributes }) => attributes.ou?.[0] === name && attributes.danhbaUnit !== undefined,
  );
  return found?.attributes.danhbaUnit?.[0] ?? "";
}

async function showChain({ lang, print }: DemoOptions, { journal }: Database, realm: string): Promise<void> {
  const { records, broken, head } = await verifyLog(journal, realm);
  if (broken !== null) throw new DanhbaError("LOG_BROKEN", { realm, ...broken });
  print(`\n${DEMO_TEXTS[lang].chain}: ${records} (${head.hash.slice(0, 16)}…)`);
}

async function stayUp({ lang, print }: DemoOptions, stop: AbortSignal): Promise<void> {
  print(`\n${DEMO_TEXTS[lang].stays}`);
  print(`  export DANHBA_ENV_FILE=${ENV_FILE}`);
  print("  npm run -s danhba -- status");
  print("  npm run -s danhba -- log --limit 5");
  if (!stop.aborted) await new Promise((resolve) => stop.addEventListener("abort", resolve, { once: true }));
}
