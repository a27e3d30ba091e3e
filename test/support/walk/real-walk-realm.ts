/** A random walk's realm on a real database and a real directory, whose years pass in seconds. */
import { Attribute, Change, Client, InvalidCredentialsError } from "ldapts";
import type { Attributes } from "../../../src/model/entry.ts";
import { collectPasswords } from "../../../src/reconcile/collect-passwords.ts";
import { setPasswordsAlone } from "../../../src/reconcile/hand-over.ts";
import { asUser } from "../directory.ts";
import { fakeClock } from "../fakes/fake-clock.ts";
import type { FeedContent } from "../fakes/fake-feed.ts";
import { mustPrepare } from "../must-prepare.ts";
import { type FeedRow, freshRealm, type ProfileId } from "../real-realm.ts";
import { agedDirectory } from "./aged-directory.ts";
import { runIn, servicesIn, type WalkMode } from "./walk-mode.ts";
import type { WalkRealm } from "./walk-realm.ts";
import { WALK_SETTINGS } from "./walk-settings.ts";

export async function realWalkRealm(id: ProfileId, mode: WalkMode = "everything"): Promise<WalkRealm> {
  const real = await freshRealm(id, WALK_SETTINGS);
  const clock = fakeClock(new Date().toISOString());
  const directory = agedDirectory(real.services.directory, clock);
  const services = servicesIn(mode, { ...real.services, clock, directory });
  let isDeletedByHand = false;
  const { url, adminDn, adminPassword } = real.directory;
  const admin = new Client({ url, connectTimeout: 5_000, timeout: 30_000 });
  await admin.bind(adminDn, adminPassword);
  const stop = new AbortController().signal;
  const passwords = new Map<string, string>();
  const setByHand = async (dn: string, attributes: Attributes): Promise<void> => {
    await admin.modify(
      dn,
      Object.entries(attributes).map(
        ([type, values]) =>
          new Change({ operation: "replace", modification: new Attribute({ type, values: [...values] }) }),
      ),
    );
  };
  let rows = new Map<string, FeedRow>();
  return {
    realm: services.realm,
    profile: services.profile,
    clock,
    journal: services.journal,
    load: async (content) => {
      const next = feedRows(content);
      const gone = [...rows].filter(([key]) => !next.has(key)).map(([, row]) => ({ ...row, columns: null }));
      const known = (key: string) => JSON.stringify(rows.get(key));
      const changed = [...next]
        .filter(([key, row]) => known(key) !== JSON.stringify(row))
        .map(([, row]) => row);
      if (gone.length + changed.length > 0) await real.deliver([...gone, ...changed]);
      rows = next;
    },
    isProved: mode !== "changes",
    run: async () => {
      const result = await runIn(mode, services, isDeletedByHand);
      isDeletedByHand = false;
      const passwords = await setPasswordsAlone(services, stop);
      return { ...result, failed: [...result.failed, ...passwords.failed] };
    },
    plan: async () => {
      const { plan } = await mustPrepare(services);
      return { plan, entries: directory.seen };
    },
    entries: () => directory.observe(),
    noteSignIns: (entries) => directory.noteSignIns(entries),
    trySignIn: async (entry) => {
      const isActive = entry.attributes.danhbaStatus?.[0] === "active";
      const password = isActive
        ? `Mat-khau-${entry.entryUuid}`
        : (passwords.get(entry.entryUuid) ?? "chua-co");
      if (isActive) await setByHand(entry.dn, { userPassword: [password] });
      passwords.set(entry.entryUuid, password);
      try {
        await asUser(real.directory, entry.dn, password, async () => undefined);
      } catch (error) {
        if (error instanceof InvalidCredentialsError) return false;
        throw error;
      }
      directory.noteSignIns([entry]);
      return true;
    },
    collect: async (unit) => {
      const write = async () => ({ withdraw: async () => undefined });
      const options = { operator: "Phạm Văn Tin", documentNo: null, stop, write, isRenewing: true };
      const collected = await collectPasswords(services, unit, options);
      return collected.kind === "passwords" ? collected.accounts.length : 0;
    },
    setByHand,
    removeByHand: async (dn) => {
      isDeletedByHand = true;
      await admin.del(dn);
    },
    renameByHand: (dn, newRdn) => admin.modifyDN(dn, newRdn),
    stop: async () => {
      await admin.unbind();
      await real.stop();
    },
  };
}

function feedRows({ units, people, appointments }: FeedContent): Map<string, FeedRow> {
  const rows: FeedRow[] = [
    ...units.map(({ code, ...columns }) => rowOf("unit", code, columns)),
    ...people.map(({ id, ...columns }) => rowOf("person", id, columns)),
    ...appointments.map(({ id, ...columns }) => rowOf("appointment", id, columns)),
  ];
  return new Map(rows.map((row) => [`${row.table} ${row.key}`, row]));
}

function rowOf(
  table: FeedRow["table"],
  key: string,
  facts: Readonly<Record<string, string | number | null>>,
): FeedRow {
  const columns = Object.entries(facts).map(([name, value]) => [
    name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    value,
  ]);
  return { table, key, columns: Object.fromEntries(columns) };
}
