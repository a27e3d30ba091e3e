/** A realm of any shipped profile on a real database and a real directory, run in this process on a clock of the test's. */
import { mkdir, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { inject } from "vitest";
import type { LogRecord } from "../../src/changelog/record.ts";
import { openDatabase, openRealm } from "../../src/compose.ts";
import { loadSettings } from "../../src/config/load-settings.ts";
import { PROJECT_ROOT } from "../../src/dev/services/project-root.ts";
import { randomName } from "../../src/dev/services/random-secret.ts";
import { LIMIT_KINDS } from "../../src/gate/limits.ts";
import type { Order, OrderDraft } from "../../src/model/order.ts";
import type { Owner } from "../../src/model/owner.ts";
import { instantOf } from "../../src/ports/clock.ts";
import type { RealmServices } from "../../src/reconcile/realm-services.ts";
import { type SyncResult, syncAlone } from "../../src/reconcile/sync.ts";
import { profileText, readProfile } from "../unit/naming/profiles.ts";
import { freshDatabase } from "./database.ts";
import { type FreshDirectory, freshDirectory } from "./directory.ts";
import { WIDE_FEED } from "./fakes/fake-answers.ts";
import { type MovableClock, movableClock } from "./movable-clock.ts";

export const PROFILE_IDS = ["travinh", "quangbinh", "binhthuan", "quangtri", "soctrang"] as const;
export type ProfileId = (typeof PROFILE_IDS)[number];

/** One row of the feed: the columns that are given are written, the others stay as they are, or empty. */
export interface FeedRow {
  readonly table: "unit" | "person" | "appointment";
  /** `code` of a unit, `id` of anything else. */
  readonly key: string;
  /** Null: the row is deleted. */
  readonly columns: Readonly<Record<string, string | number | null>> | null;
}

export interface RealRealm {
  readonly id: ProfileId;
  /** Mail domain of the addresses of people, and that of agencies. */
  readonly domain: string;
  readonly agencyDomain: string;
  readonly directory: FreshDirectory;
  readonly databaseUrl: string;
  /** Of `config/danhba.yaml`, written for this realm; for the command line. */
  readonly configFile: string;
  readonly services: RealmServices;
  readonly clock: MovableClock;
  /** As a superuser. */
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** As the HR side does: one statement in a transaction of its own under role `danhba_feed`. */
  feed(text: string, values?: readonly unknown[]): Promise<void>;
  /** The same for rows, all in one transaction. */
  deliver(rows: readonly FeedRow[]): Promise<void>;
  /** One run under the lease. */
  run(): Promise<SyncResult>;
  order(draft: Partial<OrderDraft> & Pick<OrderDraft, "kind" | "owner">): Promise<Order>;
  /** The log's records of a run, or of an owner, oldest first. */
  logOfRun(run: number): Promise<LogRecord[]>;
  logOf(owner: Owner): Promise<LogRecord[]>;
  ledger(): ReturnType<RealmServices["journal"]["ledger"]>;
  stop(): Promise<void>;
}

/** As good as none: what the gate holds is tested where the gate is. */
const WIDE_GATE = Object.fromEntries(
  LIMIT_KINDS.map((kind) => [kind, { max: 1_000_000, percent: 100, always: 1_000_000 }]),
);

/**
 * @param settings of the realm beyond id, profile, domain and ldap, as `config/danhba.yaml` has them; without `gate` and `feed`
 * nothing is held
 */
export async function freshRealm(
  id: ProfileId,
  settings: object = {},
  clock: MovableClock = movableClock(),
): Promise<RealRealm> {
  const { domain, agencyDomain = domain } = readProfile(profileText(id));
  const suffix = `dc=${domain.replaceAll(".", ",dc=")}`;
  const database = await freshDatabase();
  const directory = await freshDirectory({ suffix });
  const dir = join(inject("scratch"), randomName());
  const { url, bindDn, bindPassword } = directory;
  const ldap = { url, suffix: directory.suffix, bindDn, bindPassword };
  const configFile = await writeConfig(dir, {
    database: { url: database.url },
    realms: [{ id, profile: id, domain, ldap, gate: WIDE_GATE, feed: WIDE_FEED, ...settings }],
  });
  const loaded = loadSettings(configFile, () => null);
  if ("problems" in loaded) throw new Error(JSON.stringify(loaded.problems, null, 2));
  const [realm] = loaded.settings.realms;
  if (realm === undefined) throw new Error("the settings hold no realm");

  const store = openDatabase(database.url, loaded.settings.realms);
  const opened = await openRealm(realm, store, () => undefined);
  const services: RealmServices = { ...opened.services, clock };
  const { journal } = services;
  const pool = new pg.Pool({ connectionString: database.url, application_name: "test", max: 2 });
  const records = async (filter: object) =>
    (await journal.log(id, { limit: 10_000, ...filter }))
      .map(({ record }) => record as LogRecord)
      .toSorted((a, b) => a.seq - b.seq);
  const asFeed = async (work: (client: pg.PoolClient) => Promise<unknown>) => {
    const client = await pool.connect();
    try {
      await client.query("BEGIN");
      await client.query("SET LOCAL ROLE danhba_feed");
      await work(client);
      await client.query("COMMIT");
      client.release();
    } catch (error) {
      client.release(true);
      throw error;
    }
  };
  return {
    id,
    domain,
    agencyDomain,
    directory,
    databaseUrl: database.url,
    configFile,
    services,
    clock,
    query: async <Row extends object>(text: string, values: readonly unknown[] = []) =>
      (await pool.query<Row>(text, [...values])).rows,
    feed: (text, values = []) => asFeed((client) => client.query(text, [...values])),
    deliver: (rows) =>
      asFeed(async (client) => {
        for (const row of rows) await writeRow(client, id, row);
      }),
    run: () => syncAlone(services, { trigger: "sync", stop: new AbortController().signal }),
    order: (draft) =>
      journal.giveOrder(
        id,
        {
          bytes: null,
          person: null,
          operator: "Trần Thị Quản",
          reason: "kiểm thử",
          documentNo: "1/CV",
          ...draft,
        },
        instantOf(clock),
      ),
    logOfRun: (run) => records({ run }),
    logOf: (owner) => records({ owner }),
    ledger: () => journal.ledger(id),
    stop: async () => {
      await opened.close();
      await store.close();
      await pool.end();
      await directory.stop();
      await database.drop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** `danhba.yaml` beside everything else that the project's `config/` holds. */
async function writeConfig(dir: string, settings: object): Promise<string> {
  const shipped = join(PROJECT_ROOT, "config");
  await mkdir(dir);
  const others = (await readdir(shipped)).filter((name) => name !== "danhba.yaml");
  for (const name of others) await symlink(join(shipped, name), join(dir, name));
  const file = join(dir, "danhba.yaml");
  await writeFile(file, JSON.stringify(settings));
  return file;
}

async function writeRow(
  client: pg.PoolClient,
  realm: string,
  { table, key, columns }: FeedRow,
): Promise<void> {
  const name = `hr.${pg.escapeIdentifier(table)}`;
  const keyName = table === "unit" ? "code" : "id";
  if (columns === null) {
    await client.query(`DELETE FROM ${name} WHERE realm = $1 AND ${keyName} = $2`, [realm, key]);
    return;
  }
  const names = Object.keys(columns);
  const values = [realm, key, ...Object.values(columns)];
  const assignments = names.map((column, index) => `${pg.escapeIdentifier(column)} = $${index + 3}`);
  const { rowCount } = await client.query(
    `UPDATE ${name} SET ${assignments.join(", ")} WHERE realm = $1 AND ${keyName} = $2`,
    values,
  );
  if (rowCount !== 0) return;
  const all = ["realm", keyName, ...names].map((column) => pg.escapeIdentifier(column));
  const places = values.map((_, index) => `$${index + 1}`);
  await client.query(`INSERT INTO ${name} (${all.join(", ")}) VALUES (${places.join(", ")})`, values);
}
