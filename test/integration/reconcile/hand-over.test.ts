import { armor, Decrypter, generateX25519Identity, identityToRecipient } from "age-encryption";
import { InvalidCredentialsError } from "ldapts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DanhbaError } from "../../../src/model/error.ts";
import type { Owner } from "../../../src/model/owner.ts";
import { instantOf } from "../../../src/ports/clock.ts";
import {
  type Collected,
  type CollectOptions,
  collectPasswords,
} from "../../../src/reconcile/collect-passwords.ts";
import { setPasswordsAlone } from "../../../src/reconcile/hand-over.ts";
import { listHandovers } from "../../../src/reconcile/list-handovers.ts";
import type { RealmServices } from "../../../src/reconcile/realm-services.ts";
import { asUser, change } from "../../support/directory.ts";
import { freshRealm, type RealRealm } from "../../support/real-realm.ts";
import { waitFor } from "../../support/wait-for.ts";

const STOP = new AbortController().signal;

let realm: RealRealm;
/** What was handed out, in the order in which it was written. */
let written: string[];
let key: string;

beforeEach(async () => {
  written = [];
  key = await generateX25519Identity();
});
afterEach(() => realm.stop());

/** One unit with two people, and what else the settings say of the hand-over. */
async function open(handover: object): Promise<void> {
  realm = await freshRealm("soctrang", { handover });
  await realm.deliver([
    { table: "unit", key: "SNV", columns: { name: "Sở Nội vụ", kind: "department" } },
    { table: "unit", key: "STC", columns: { name: "Sở Tài chính", kind: "department" } },
    ...hired("P01", "Trần Văn An"),
    ...hired("P02", "Lê Thị Hoa"),
    { table: "unit", key: "SNV", columns: { head_person_id: "P01" } },
  ]);
  expect(await realm.run()).toMatchObject({ state: "done", failed: [] });
}

function hired(key: string, full_name: string) {
  const columns = { person_id: key, unit_code: "SNV", kind: "primary", effective_from: "2020-01-01" };
  return [
    { table: "person", key, columns: { full_name, staff_class: "cong_chuc", decision_no: "1/QĐ" } },
    { table: "appointment", key: `V${key}`, columns },
  ] as const;
}

function collect(more: Partial<CollectOptions> = {}, services = realm.services): Promise<Collected> {
  return collectPasswords(services, "SNV", {
    operator: "Lê Văn Thư",
    documentNo: null,
    isRenewing: false,
    stop: STOP,
    write: async (text) => {
      written.push(text);
      return { withdraw: async () => void written.pop() };
    },
    ...more,
  });
}

/** Passwords by user name, of the text that was written last. */
async function passwords(): Promise<Map<string, string>> {
  const last = written.at(-1) ?? "";
  const decrypter = new Decrypter();
  decrypter.addIdentity(key);
  const text = last.startsWith("-----BEGIN AGE") ? await decrypter.decrypt(armor.decode(last), "text") : last;
  const uids = [...text.matchAll(/User name: +(\S+)/g)].map(([, uid = ""]) => uid);
  const found = [...text.matchAll(/Password: +(\S+)/g)].map(([, password = ""]) => password);
  return new Map(uids.map((uid, index) => [uid, found[index] ?? ""]));
}

const dn = (uid: string): string => `uid=${uid},ou=people,${realm.directory.suffix}`;

async function canBind(uid: string, password: string | undefined): Promise<boolean> {
  try {
    await asUser(realm.directory, dn(uid), password ?? "", async () => undefined);
    return true;
  } catch (error) {
    if (error instanceof InvalidCredentialsError) return false;
    throw error;
  }
}

async function statesOf(owner: Owner): Promise<string[]> {
  const rows = await realm.query<{ state: string }>(
    "SELECT state FROM danhba.handover WHERE owner = $1 ORDER BY id",
    [owner],
  );
  return rows.map(({ state }) => state);
}

const listed = async () => {
  const rows = await listHandovers(realm.services.handover.store, realm.id, instantOf(realm.clock));
  return rows.map(({ owner, state }) => `${owner} ${state}`);
};

const passwordReasons = async (owner: Owner): Promise<string[]> =>
  (await realm.logOf(owner)).map(({ reason }) => reason).filter((reason) => /PASSWORD/.test(reason));

/** The same services with some methods of one of them replaced. */
const withStore = (store: Partial<RealmServices["handover"]["store"]>): RealmServices => ({
  ...realm.services,
  handover: { ...realm.services.handover, store: { ...realm.services.handover.store, ...store } },
});

describe("a password that is never used", () => {
  it("becomes unusable after its last day, is listed, and can be renewed; a used one stays", async () => {
    await open({ slips: true, expiryDays: 10 });
    await collect();
    const first = await passwords();
    await asUser(realm.directory, dn("lthoa"), first.get("lthoa") ?? "", (client) =>
      client.modify(dn("lthoa"), change("replace", "userPassword", "Cua-To1-Chon")),
    );
    realm.clock.passDays(10);
    await realm.run();
    expect(await canBind("tvan", first.get("tvan"))).toBe(true);
    realm.clock.passDays(1);
    expect(await realm.run()).toMatchObject({ failed: [] });
    expect(await canBind("tvan", first.get("tvan"))).toBe(false);
    expect(await canBind("lthoa", "Cua-To1-Chon")).toBe(true);
    expect(await statesOf("person:P02")).toEqual(["used"]);
    expect(await listed()).toEqual(["agency:SNV expired", "person:P01 expired", "agency:STC waiting"]);
    expect(await realm.logOf("person:P01").then((records) => records.at(-1))).toMatchObject({
      actor: { kind: "service", name: "danhba" },
      reason: "PASSWORD_EXPIRED",
      after: { userPassword: ["set"] },
    });

    expect(await collect()).toMatchObject({ kind: "nothing", last: { by: "Lê Văn Thư" } });
    expect(await collect({ isRenewing: true })).toMatchObject({
      accounts: [{ owner: "agency:SNV", why: "again" }, { owner: "person:P01" }],
    });
    expect(await canBind("tvan", (await passwords()).get("tvan"))).toBe(true);
    expect(await statesOf("person:P01")).toEqual(["void", "collected"]);
  });

  it("goes without opening an account that is suspended meanwhile", async () => {
    await open({ slips: true, expiryDays: 1 });
    await collect();
    const first = (await passwords()).get("tvan");
    await realm.deliver([{ table: "person", key: "P01", columns: { status: "long_leave" } }]);
    await realm.run();
    expect(await canBind("tvan", first)).toBe(false);
    realm.clock.passDays(2);
    await realm.run();
    expect(await passwordReasons("person:P01")).toEqual(["FIRST_PASSWORD_ISSUED", "PASSWORD_EXPIRED"]);
    const entry = await realm.services.directory.read(dn("tvan"));
    expect(entry?.attributes).toMatchObject({ pwdAccountLockedTime: ["000001010000Z"] });
    expect(await realm.run()).toMatchObject({ applied: 0 });
    await realm.deliver([{ table: "person", key: "P01", columns: { status: "working" } }]);
    await realm.run();
    expect(await canBind("tvan", first)).toBe(false);
  });
});

describe("accounts that may not sign in", () => {
  it("wait on while the others get their passwords, and follow a transfer", async () => {
    await open({ slips: true });
    await realm.deliver([{ table: "person", key: "P02", columns: { status: "long_leave" } }]);
    await realm.run();
    expect(await collect()).toMatchObject({ skipped: ["person:P02"], refused: [] });
    expect([...(await passwords()).keys()]).toEqual(["sonv", "tvan"]);
    await realm.deliver([
      { table: "person", key: "P02", columns: { status: "working" } },
      { table: "appointment", key: "VP02", columns: { unit_code: "STC" } },
    ]);
    await realm.run();
    expect(await collect()).toMatchObject({ kind: "nothing" });
    const open_ = await realm.query("SELECT unit FROM danhba.handover WHERE owner = 'person:P02'");
    expect(open_).toEqual([{ unit: "STC" }]);
  });
});

describe("passwords that are sealed at creation", () => {
  beforeEach(async () => {
    const recipients = { realm: [await identityToRecipient(key)] };
    await open({ recipients, sealAtCreation: true, expiryDays: 10 });
  });

  it("are set at once and lie in one parcel per unit until somebody collects it", async () => {
    expect(await listed()).toEqual([
      "agency:SNV sealed",
      "person:P01 sealed",
      "person:P02 sealed",
      "agency:STC sealed",
    ]);
    await realm.deliver([...hired("P03", "Nguyễn Thanh Bình")]);
    await realm.run();
    expect(await collect()).toMatchObject({ kind: "parcel", left: 1 });
    const first = await passwords();
    expect([...first.keys()]).toEqual(["sonv", "tvan", "lthoa"]);
    expect(await canBind("lthoa", first.get("lthoa"))).toBe(true);
    expect(await collect()).toMatchObject({ kind: "parcel", left: 0 });
    expect([...(await passwords()).keys()]).toEqual(["ntbinh"]);
    expect(await collect()).toMatchObject({ kind: "nothing" });
    expect(await realm.query("SELECT sealed FROM danhba.parcel WHERE unit = 'SNV'")).toEqual([
      { sealed: null },
      { sealed: null },
    ]);
    expect(await statesOf("person:P02")).toEqual(["collected"]);
    expect(await passwordReasons("person:P02")).toEqual(["FIRST_PASSWORD_ISSUED"]);
  });

  it("lose their parcel when nobody collects it in time", async () => {
    realm.clock.passDays(11);
    await realm.run();
    expect(await listed()).toEqual([
      "agency:SNV expired",
      "person:P01 expired",
      "person:P02 expired",
      "agency:STC expired",
    ]);
    expect(await realm.query("SELECT FROM danhba.parcel WHERE sealed IS NOT NULL")).toEqual([]);
    expect(await collect({ isRenewing: true })).toMatchObject({ kind: "passwords" });
    expect(await canBind("tvan", (await passwords()).get("tvan"))).toBe(true);
  });
});

describe("two collections at once", () => {
  it("hand out one set of passwords; the slower one is told and takes its own back", async () => {
    await open({ slips: true });
    const slower = collect({
      write: async (text) => {
        await collect();
        written.unshift(text);
        return { withdraw: async () => void written.shift() };
      },
    });
    await expect(slower).rejects.toMatchObject({
      code: "HANDOVER_UNFINISHED",
      params: { unit: "SNV", problem: "OVERTAKEN" },
    });
    expect(written).toHaveLength(1);
    expect(await canBind("tvan", (await passwords()).get("tvan"))).toBe(true);
  });
});

describe("a service that holds the lease and does not come to it", () => {
  it("ends the waiting; what was prepared is set by the next run and can be collected again", async () => {
    await open({ slips: true });
    const lease = await realm.services.journal.acquireLease(realm.id);
    await expect(collect({ patience: 300 })).rejects.toMatchObject({
      code: "HANDOVER_UNFINISHED",
      params: { problem: "SERVICE_BUSY" },
    });
    const asked = new AbortController();
    const stopped = collect({ stop: asked.signal });
    asked.abort();
    await expect(stopped).rejects.toMatchObject({ params: { problem: "STOPPED" } });
    expect(written).toEqual([]);
    await lease.release();
    await realm.run();
    expect(await statesOf("person:P01")).toEqual(["set"]);
    await collect();
    expect(await canBind("tvan", (await passwords()).get("tvan"))).toBe(true);
    expect(await passwordReasons("person:P01")).toHaveLength(2);
  });
});

describe("a directory that refuses a password", () => {
  it("leaves that account waiting and is told, the others are handed out", async () => {
    await open({ slips: true });
    const { directory } = realm.services;
    const services: RealmServices = {
      ...realm.services,
      directory: {
        ...directory,
        write: async (operation) => {
          if (operation.dn === dn("tvan"))
            throw new DanhbaError("LDAP_REFUSED", { result: "constraintViolation" });
          await directory.write(operation);
        },
        writeTogether: async (operations) => {
          if (operations.some((operation) => operation.dn === dn("tvan")))
            throw new DanhbaError("LDAP_REFUSED", { result: "constraintViolation" });
          await directory.writeTogether(operations);
        },
      },
    };
    expect(await collect({}, services)).toMatchObject({ refused: ["person:P01"] });
    expect([...(await passwords()).keys()]).toEqual(["sonv", "lthoa"]);
    expect(await statesOf("person:P01")).toEqual(["waiting"]);
    await collect();
    expect(await canBind("tvan", (await passwords()).get("tvan"))).toBe(true);
  });
});

describe("a run that is cut off between the write and its record", () => {
  it("is found out: each account ends with the collected password, and the chain is whole", async () => {
    await open({ slips: true });
    const { journal } = realm.services;
    const cut: RealmServices = {
      ...realm.services,
      journal: {
        ...journal,
        settle: async () => {
          throw new DanhbaError("DATABASE_UNREACHABLE", { host: "-", port: 0, database: "-" });
        },
      },
    };
    await expect(collect({}, cut)).rejects.toMatchObject({ code: "DATABASE_UNREACHABLE" });
    expect(await statesOf("person:P01")).toEqual(["prepared"]);
    expect(await setPasswordsAlone(realm.services, STOP)).toMatchObject({ failed: [] });
    expect(await statesOf("person:P01")).toEqual(["set"]);
    expect((await passwordReasons("person:P01")).length).toBeLessThanOrEqual(2);
    expect(await realm.query("SELECT FROM danhba.run_item WHERE state = 'intent'")).toEqual([]);
    // The server's password history tells two equal hashes apart by the second.
    const since = Date.now();
    await waitFor("another second", () => Date.now() - since > 1_000);
    await collect();
    expect(await canBind("tvan", (await passwords()).get("tvan"))).toBe(true);
  });

  it("does not forget a row that somebody prepared again while an older password was being set", async () => {
    await open({ slips: true });
    const { store } = realm.services.handover;
    const [row] = await store.rows(realm.id, { owner: "person:P01", states: ["waiting"] });
    const prepare = (hash: string) =>
      store.prepare(realm.id, crypto.randomUUID(), [{ id: row?.id ?? 0, hash }], {
        operator: "Lê Văn Thư",
        documentNo: null,
        expiresAt: realm.clock.day(30),
      });
    await prepare("{SSHA}older");
    const stale = await store.prepared(realm.id, 0, 10);
    await prepare("{SSHA}newer");
    const services = withStore({ prepared: async (_realm, after) => (after === 0 ? stale : []) });
    await setPasswordsAlone(services, STOP);
    expect(await store.prepared(realm.id, 0, 10)).toMatchObject([
      { owner: "person:P01", hash: "{SSHA}newer" },
    ]);
  });
});

describe("a realm without recipients and without slips", () => {
  it("makes no password at all", async () => {
    await open({});
    await expect(collect()).rejects.toMatchObject({
      code: "SETTINGS_INVALID",
      params: { problem: "NO_WAY_OUT" },
    });
    expect(await statesOf("person:P01")).toEqual(["waiting"]);
  });
});
