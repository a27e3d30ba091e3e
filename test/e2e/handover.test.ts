import type { ChildProcess } from "node:child_process";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Outcome, startDaemon } from "../support/danhba.ts";
import { waitFor } from "../support/wait-for.ts";
import {
  canBind,
  client,
  collect,
  dnIn,
  everythingKept,
  freshPasswordRealm,
  newFile,
  openFile,
  type PasswordRealm,
  readSlips,
  slipOf,
} from "./password-realm.ts";

/** Of an advisory lock that only this file takes. */
const LOCK = 742_118;

let here: PasswordRealm;

beforeAll(async () => {
  here = await freshPasswordRealm("soctrang");
  expect(await here.cli(["sync"])).toMatchObject({ status: 0 });
});
afterAll(() => here.stop());

const person = (uid: string) => dnIn(here, "people", uid);
const agency = (uid: string) => dnIn(here, "agencies", uid);

interface Listed {
  readonly counts: Readonly<Record<string, number>>;
  readonly handovers: readonly { readonly owner: string; readonly state: string; readonly why: string }[];
}
const list = async (): Promise<Listed> => (await here.cli(["handover", "list", "--json"])).json<Listed>();
const waitingOwners = async (): Promise<string[]> => (await list()).handovers.map(({ owner }) => owner);

const stateOf = async (owner: string): Promise<string | undefined> => {
  const [row] = await here.realm.query<{ state: string }>(
    "SELECT state FROM danhba.handover WHERE owner = $1 ORDER BY id DESC LIMIT 1",
    [owner],
  );
  return row?.state;
};

describe("new accounts", () => {
  it("have no password, and wait for one", async () => {
    const { counts, handovers } = await list();
    expect(counts).toEqual({ waiting: 10, sealed: 0, expired: 0 });
    expect(handovers).toContainEqual(
      expect.objectContaining({ owner: "person:P01", unit: "SNV", localPart: "tvan", why: "first", days: 0 }),
    );
    expect(await canBind(here, agency("sonv"), "{CRYPT}!")).toBe(false);
    expect(await canBind(here, person("tvan"), "x")).toBe(false);
    const text = (await here.cli(["handover", "list", "--lang", "vi"])).stdout;
    expect(text).toMatch(/^SNV +\d+ +0 +0 +0$/m);
    expect(text).not.toContain("tvan");
    expect(text).toContain("đang chờ: 10");
    const ofUnit = (await here.cli(["handover", "list", "SNV", "--lang", "vi"])).stdout;
    expect(ofUnit).toMatch(/^đang chờ +person:P01 +tvan +tài khoản mới /m);
    expect(ofUnit).not.toContain("HMX");
  });

  it("get it once, by a file that only the unit's recipient opens and nothing overwrites", async () => {
    const file = newFile(here);
    const args = ["handover", "collect", "HMX", "--operator", "Lê Văn Thư", "--json", "--output"];
    await writeFile(join(here.dir, "mine"), "keep me");
    expect(await here.cli([...args, join(here.dir, "mine")])).toMatchObject({ status: 1, stdout: "" });
    expect(await readFile(join(here.dir, "mine"), "utf8")).toBe("keep me");

    const outcome = await here.cli([...args, file]);
    expect(outcome).toMatchObject({ status: 0, stderr: "" });
    expect(outcome.json<object>()).toMatchObject({
      kind: "passwords",
      unit: "HMX",
      accounts: [{ owner: "agency:HMX" }, { owner: "person:P04" }, { owner: "person:P05" }],
      skipped: [],
      refused: [],
    });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await expect(openFile(here, file, here.keys.realm)).rejects.toThrow();
    const slips = await openFile(here, file, here.keys.hmx);
    expect(slips.map(({ uid }) => uid)).toEqual(["huyenmx", "dvthong", "vtmai"]);
    expect(slips[0]?.text).toContain("Bên nhận / Received by");
    expect(slips[1]?.text).not.toContain("Bên nhận");
    expect(slipOf(slips, "vtmai")).toMatchObject({ name: "Vũ Thị Mai", mail: "vtmai@soctrang.gov.vn" });
    expect(slips[2]?.text).toMatch(/Valid until: +\d\d\/\d\d\/\d{4}$/m);

    const again = await here.cli([
      "handover",
      "collect",
      "HMX",
      "--operator",
      "Ai Khác",
      "--output",
      newFile(here),
    ]);
    expect(again).toMatchObject({ status: 0, stderr: "" });
    expect(again.stdout).toMatch(/Nobody waits for a password\. Last collected by Lê Văn Thư, 20/);
    expect(await waitingOwners()).not.toContain("person:P05");
  });

  it("are logged under the collector's name, the clause and without the password", async () => {
    const [record] = await here.realm.logOf("person:P05").then((records) => records.slice(-1));
    expect(record).toMatchObject({
      actor: { kind: "operator", name: "Lê Văn Thư" },
      kind: "modify",
      reason: "FIRST_PASSWORD_ISSUED",
      clause: "Đ.13.2",
      after: { userPassword: ["set"], pwdReset: ["TRUE"] },
    });
    expect(await here.cli(["log", "verify"])).toMatchObject({ status: 0 });
  });

  it("go to stdout as an age file where no file is named, the summary to stderr", async () => {
    const outcome = await here.cli(["handover", "collect", "STC", "--operator", "Lê Văn Thư"]);
    expect(outcome.status).toBe(0);
    expect(outcome.stdout).toMatch(
      /^-----BEGIN AGE ENCRYPTED FILE-----\n[\s\S]*-----END AGE ENCRYPTED FILE-----\n$/,
    );
    expect(outcome.stderr).toContain("Passwords handed out: 3");
  });

  it("are refused for a unit that nobody knows", async () => {
    const outcome = await here.cli(["handover", "collect", "SVN", "--operator", "Lê Văn Thư"]);
    expect(outcome).toMatchObject({ status: 1, stdout: "" });
    expect(outcome.stderr).toContain("UNIT SVN");
  });
});

describe("a collected first password", () => {
  it("signs in only to be changed; after ldappasswd searches work, and a retirement ends it all", async () => {
    const slips = await collect(here, "SNV");
    expect(slips.map(({ uid }) => uid).toSorted()).toEqual(["lthoa", "ntbinh", "sonv", "tvan"]);
    const { uid, password } = slipOf(slips, "lthoa");
    const lan = { dn: person(uid), password };
    const who = await client(here, "ldapwhoami", lan);
    expect(who).toMatchObject({ status: 0 });
    expect(who.text).toContain("Password must be changed");
    const search = ["-LLL", "-b", here.realm.directory.suffix, "(uid=lthoa)", "mail"];
    expect(await client(here, "ldapsearch", lan, search)).toMatchObject({ status: 50 });

    const short = await client(here, "ldappasswd", lan, ["-s", "Ngan1-x"]);
    expect(short.text).toContain("Password is too short");
    const chosen = "Cua-To1-Chon";
    expect(await client(here, "ldappasswd", lan, ["-s", chosen])).toMatchObject({ status: 0 });
    const after = { dn: lan.dn, password: chosen };
    expect((await client(here, "ldapwhoami", after)).text).not.toContain("must be changed");
    expect((await client(here, "ldapsearch", after, search)).text).toContain("mail: lthoa@soctrang.gov.vn");
    expect(await canBind(here, lan.dn, password)).toBe(false);

    await here.realm.deliver([{ table: "person", key: "P02", columns: { status: "retired" } }]);
    expect(await here.cli(["sync"])).toMatchObject({ status: 0 });
    expect(await canBind(here, lan.dn, chosen)).toBe(false);
    await here.realm.deliver([{ table: "person", key: "P02", columns: { status: "working" } }]);
    expect(await here.cli(["sync"])).toMatchObject({ status: 0 });
    expect(await canBind(here, lan.dn, chosen)).toBe(true);
  });
});

describe("a new head", () => {
  it("makes the mailbox's password useless; the next one is collected for the new head", async () => {
    const box = agency("sonv");
    const before = await here.realm.query<{ owner: string }>(
      "SELECT owner FROM danhba.handover WHERE owner = 'agency:SNV' AND state = 'collected'",
    );
    expect(before).toHaveLength(1);
    const old = [...here.seen];
    const works = await Promise.all(old.map((password) => canBind(here, box, password)));
    expect(works.filter(Boolean)).toHaveLength(1);

    await here.realm.deliver([{ table: "unit", key: "SNV", columns: { head_person_id: "P03" } }]);
    expect(await here.cli(["sync"])).toMatchObject({ status: 0 });
    expect((await Promise.all(old.map((password) => canBind(here, box, password)))).some(Boolean)).toBe(
      false,
    );
    expect((await list()).handovers).toEqual([
      expect.objectContaining({ owner: "agency:SNV", state: "waiting", why: "head" }),
    ]);

    const [slip] = await collect(here, "SNV");
    expect(slip).toMatchObject({ uid: "sonv" });
    expect(slip?.text).toContain("Bên giao / Handed over by");
    expect(await canBind(here, box, slip?.password ?? "")).toBe(true);
  });
});

describe("a password reset", () => {
  const reset = (subject: string, ...more: string[]): Promise<Outcome> =>
    here.cli(["password", "reset", subject, "--operator", "Lê Văn Thư", ...more]);
  const CHECKED = ["--verified-by", "Phạm Thị Xác", "--channel", "công văn 7/SNV"];

  it("wants to know who has checked the identity, and how it was asked for", async () => {
    for (const missing of [CHECKED.slice(2), CHECKED.slice(0, 2)]) {
      expect(await reset("P01", ...missing, "--output", newFile(here))).toMatchObject({
        status: 1,
        stdout: "",
      });
    }
    expect(await stateOf("person:P01")).toBe("collected");
  });

  it.each(["P01", "tvan@soctrang.gov.vn"])(
    "of %s gives one new password and keeps the request",
    async (subject) => {
      const file = newFile(here);
      const args = [...CHECKED, "--cause", "leaked", "--document", "7/SNV", "--output", file];
      expect(await reset(subject, ...args)).toMatchObject({ status: 0, stderr: "" });
      const [slip] = await openFile(here, file, here.keys.realm);
      expect(
        (await client(here, "ldapwhoami", { dn: person("tvan"), password: slip?.password ?? "" })).text,
      ).toContain("must be changed");
      expect(
        await here.realm.query(
          `SELECT why, state, verified_by, channel, cause, document_no, requested_by, password_hash
           FROM danhba.handover WHERE owner = 'person:P01' ORDER BY id DESC LIMIT 1`,
        ),
      ).toEqual([
        {
          why: "reset",
          state: "collected",
          verified_by: "Phạm Thị Xác",
          channel: "công văn 7/SNV",
          cause: "leaked",
          document_no: "7/SNV",
          requested_by: "Lê Văn Thư",
          password_hash: null,
        },
      ]);
      const records = await here.realm.logOf("person:P01");
      expect(records.at(-1)).toMatchObject({ reason: "PASSWORD_RESET", decisionNo: "7/SNV" });
    },
  );

  it("is refused for an account that may not sign in", async () => {
    await here.realm.deliver([{ table: "person", key: "P07", columns: { status: "resigned" } }]);
    expect(await here.cli(["sync"])).toMatchObject({ status: 0 });
    const outcome = await reset("P07", ...CHECKED, "--output", newFile(here));
    expect(outcome).toMatchObject({ status: 1, stdout: "" });
    expect(outcome.stderr).toContain("may not sign in");
  });
});

describe("a running service", () => {
  it("sets the passwords that somebody collects", async () => {
    const daemon = await startDaemon(here.world, undefined, ["--config", here.realm.configFile]);
    await here.realm.deliver([
      { table: "person", key: "P08", columns: { full_name: "Cao Thị Sen", staff_class: "cong_chuc" } },
      {
        table: "appointment",
        key: "VP08",
        columns: { person_id: "P08", unit_code: "SNV", kind: "primary", effective_from: "2020-01-01" },
      },
    ]);
    await waitFor(
      "the account to wait for a password",
      async () => (await stateOf("person:P08")) === "waiting",
    );
    const slips = await collect(here, "SNV");
    expect(slips.map(({ uid }) => uid)).toEqual(["ctsen"]);
    expect(await canBind(here, person("ctsen"), slips[0]?.password ?? "")).toBe(true);
    expect(await daemon.stop()).toMatchObject({ status: 0 });
    here.printed.push(JSON.stringify(daemon.lines));
  });
});

describe("a collection that is killed", () => {
  const renew = ["--renew"];
  const start = (
    file: string,
  ): { readonly ended: Promise<Outcome>; readonly program: Promise<ChildProcess> } => {
    const { promise, resolve } = Promise.withResolvers<ChildProcess>();
    const args = ["handover", "collect", "STC", "--operator", "Lê Văn Thư", "--output", file, ...renew];
    return { ended: here.cli(args, { onStart: resolve }), program: promise };
  };

  it("before its passwords are set leaves them to the next run, and can be repeated", async () => {
    const { journal } = here.realm.services;
    const lease = await journal.acquireLease(here.realm.id);
    const { ended, program } = start(newFile(here));
    await waitFor("the passwords to be prepared", async () => (await stateOf("person:P06")) === "prepared");
    (await program).kill("SIGKILL");
    expect(await ended).toMatchObject({ status: null, stdout: "" });
    await lease.release();

    expect(await here.cli(["sync"])).toMatchObject({ status: 0 });
    expect(await stateOf("person:P06")).toBe("set");
    const slips = await collect(here, "STC");
    expect(await canBind(here, person("dqhuy"), slipOf(slips, "dqhuy").password)).toBe(true);
    expect(await stateOf("person:P06")).toBe("collected");
  });

  it("between its file and the record of it can be repeated, which makes the file worthless", async () => {
    const file = newFile(here);
    await stopBeforeCollected(async () => {
      const { ended, program } = start(file);
      await waitFor("the record of the file to begin", hasStopped);
      (await program).kill("SIGKILL");
      expect(await ended).toMatchObject({ status: null });
    });
    expect(await stateOf("person:P06")).toBe("set");
    const lost = slipOf(await openFile(here, file, here.keys.realm), "dqhuy");
    expect(await canBind(here, person("dqhuy"), lost.password)).toBe(true);

    const slips = await collect(here, "STC");
    expect(await canBind(here, person("dqhuy"), lost.password)).toBe(false);
    expect(await canBind(here, person("dqhuy"), slipOf(slips, "dqhuy").password)).toBe(true);
  });

  /** While `work` runs, the database answers nobody who records a collection; then those who wait are cut off. */
  async function stopBeforeCollected(work: () => Promise<void>): Promise<void> {
    const holder = new pg.Client(here.realm.databaseUrl);
    await holder.connect();
    await holder.query(`SELECT pg_advisory_lock(${LOCK})`);
    await holder.query(`CREATE FUNCTION public.stop_here() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN PERFORM pg_advisory_lock(${LOCK}); RETURN NEW; END'`);
    await holder.query(`CREATE TRIGGER stop_here BEFORE UPDATE ON danhba.handover FOR EACH ROW
      WHEN (NEW.state = 'collected') EXECUTE FUNCTION public.stop_here()`);
    try {
      await work();
    } finally {
      await holder.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'advisory'`,
      );
      await waitFor("the waiting session to be gone", async () => !(await hasStopped()));
      await holder.query("DROP TRIGGER stop_here ON danhba.handover");
      await holder.end();
    }
  }

  const hasStopped = async (): Promise<boolean> => {
    const waiting = await here.realm.query("SELECT FROM pg_stat_activity WHERE wait_event = 'advisory'");
    return waiting.length > 0;
  };
});

describe("a realm that hands out slips on paper", () => {
  it("prints them only to a terminal, or into a file that is named", async () => {
    const paper = await freshPasswordRealm("travinh", null, { handover: { slips: true } });
    try {
      expect(await paper.cli(["sync"])).toMatchObject({ status: 0 });
      const args = ["handover", "collect", "SNV", "--operator", "Lê Văn Thư"];
      const piped = await paper.cli(args);
      expect(piped).toMatchObject({ status: 1, stdout: "" });
      expect(piped.stderr).toContain("only to a terminal");
      expect(await paper.realm.query("SELECT DISTINCT state FROM danhba.handover")).toEqual([
        { state: "waiting" },
      ]);

      const file = newFile(paper);
      expect(await paper.cli([...args, "--output", file])).toMatchObject({ status: 0, stderr: "" });
      const slips = readSlips(paper, await readFile(file, "utf8"));
      const { uid, password } = slipOf(slips, "tvan");
      expect(await canBind(paper, dnIn(paper, "people", uid), password)).toBe(true);
    } finally {
      await paper.stop();
    }
  });
});

describe("every password that was ever made", () => {
  it("stands nowhere in clear: tables, directory, logs, plans and what was printed", async () => {
    for (const args of [
      ["plan", "--json"],
      ["plan", "--ldif"],
      ["log", "--json"],
      ["runs", "--json"],
    ]) {
      await here.cli(args);
    }
    await collect(here, "HMX", ["--renew"]);
    expect(here.seen.size).toBeGreaterThan(1);
    const kept = await everythingKept(here);
    expect(kept.get("danhba.handover")).toContain("person:P06");
    expect(kept.get("directory")).toContain("{SSHA}");
    expect([...kept].filter(([name, text]) => name !== "directory" && text.includes("{SSHA}"))).toEqual([]);
    for (const password of here.seen) {
      const places = [...kept].filter(([, text]) => text.includes(password)).map(([name]) => name);
      expect(places).toEqual([]);
    }
  });
});
