/** Searching the change log, and proving with a signed checkpoint that nobody wrote it anew. */
import { generateKeyPairSync, verify } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EMPTY_CHAIN, type LogRecord } from "../../src/changelog/record.ts";
import { canonicalHash, canonicalText } from "../../src/model/canonical-hash.ts";
import { danhba, expectFault, mustSync } from "../support/danhba.ts";
import { freshWorld, REALM, type World } from "../support/world.ts";
import { loadSmallProvince, setPerson, setStatus, transfer } from "./small-province.ts";

let world: World;

const log = async (...filters: string[]): Promise<LogRecord[]> => {
  const outcome = await danhba(world, ["log", "--json", "--limit", "1000", ...filters]);
  expect(outcome).toMatchObject({ status: 0, stderr: "" });
  return outcome.json<{ records: LogRecord[] }>().records;
};
const told = (records: readonly LogRecord[]) => records.map(({ owner, kind }) => `${owner} ${kind}`);
const file = (name: string): string => join(world.dir, name);

beforeAll(async () => {
  world = await freshWorld();
  await loadSmallProvince(world);
  await mustSync(world);
  await transfer(world, "P02", "STTTT", "21/QĐ");
  await setPerson(world, "P12", "requested_local_part", "khang.tp");
  await mustSync(world);
  await setStatus(world, ["P04"], "retired");
  await mustSync(world);
});
afterAll(() => world.stop());

describe("danhba log", () => {
  it("finds by person, by unit, by a former address, by kind and by time, alone and together", async () => {
    const [first] = await log("--owner", "person:P02");
    const ofUnit = told(await log("--unit", "SNV"));
    expect(ofUnit).toEqual(
      expect.arrayContaining(["unit:SNV create", "agency:SNV create", "person:P02 modify"]),
    );
    expect(ofUnit.filter((line) => line.includes("P12"))).toEqual([]);
    const [created] = await log("--person", "P12", "--kind", "create");
    const [former = ""] = created?.after.mail ?? [];
    expect(told(await log("--address", former))).toEqual(["person:P12 create", "person:P12 rename"]);
    expect(await log("--person", "P02", "--until", first?.at ?? "", "--unit", "STTTT")).toEqual([]);
    const asked = ["--person", "P04", "--kind", "disable", "--since", first?.at ?? ""];
    expect(told(await log(...asked))).toEqual(["person:P04 disable"]);
    expect(await log(...asked, "--operator", "Nguyễn Văn A")).toEqual([]);
  });

  it("refuses a kind and a time that there are not", async () => {
    expectFault(await danhba(world, ["log", "--until", "31/02/2026"]), "USAGE", 1, "31/02/2026");
    expect(await danhba(world, ["log", "--kind", "destroy"])).toMatchObject({ status: 1, stdout: "" });
  });
});

describe("a checkpoint", () => {
  const keys = generateKeyPairSync("ed25519");
  const other = generateKeyPairSync("ed25519");
  const pem = {
    "danhba.key": keys.privateKey.export({ type: "pkcs8", format: "pem" }),
    "danhba.pub": keys.publicKey.export({ type: "spki", format: "pem" }),
    "other.pub": other.publicKey.export({ type: "spki", format: "pem" }),
  };
  const check = (checkpoint = "early.json", key = "danhba.pub") =>
    danhba(world, ["log", "verify", "--checkpoint", file(checkpoint), "--public-key", file(key)]);
  const make = (output: string) =>
    danhba(world, ["log", "checkpoint", "--key", file("danhba.key"), "--output", file(output)]);
  const asSuperuser = async (work: () => Promise<void>): Promise<void> => {
    await world.query("ALTER TABLE danhba.change_log DISABLE TRIGGER USER");
    await work();
    await world.query("ALTER TABLE danhba.change_log ENABLE TRIGGER USER");
  };

  beforeAll(async () => {
    for (const [name, text] of Object.entries(pem)) await writeFile(file(name), text);
    expect(await make("early.json")).toMatchObject({ status: 0, stderr: "" });
  });

  it("is one document that anybody can check without danhba: Ed25519 over the canonical rest of it", async () => {
    const document = JSON.parse(await readFile(file("early.json"), "utf8"));
    const records = await log();
    const last = records.at(-1);
    expect(document).toEqual({
      formatVersion: 1,
      realm: REALM,
      seq: last?.seq,
      hash: (last as LogRecord & { hash: string }).hash,
      at: last?.at,
      keyId: expect.stringMatching(/^[0-9a-f]{64}$/),
      signature: expect.any(String),
    });
    const { signature, ...statement } = document;
    const bytes = Buffer.from(canonicalText(statement), "utf8");
    expect(verify(null, bytes, keys.publicKey, Buffer.from(signature, "base64"))).toBe(true);
  });

  it("holds while the log only grows, and is never overwritten by a later one", async () => {
    await setStatus(world, ["P10"], "resigned");
    await mustSync(world);
    expect(await check()).toMatchObject({ status: 0, stderr: "" });
    expectFault(await make("early.json"), "USAGE", 1, "--output");
    expect(await make("late.json")).toMatchObject({ status: 0, stderr: "" });
    const found = await danhba(world, [
      "log",
      "verify",
      "--json",
      "--checkpoint",
      file("late.json"),
      "--public-key",
      file("danhba.pub"),
    ]);
    expect(found.json()).toMatchObject({ broken: null, checkpoint: { realm: REALM } });
  });

  it("proves nothing when it was altered, or without the key it was signed with", async () => {
    const document = JSON.parse(await readFile(file("early.json"), "utf8"));
    await writeFile(file("altered.json"), JSON.stringify({ ...document, seq: document.seq - 1 }));
    expectFault(await check("altered.json"), "CHECKPOINT_INVALID", 29, /\S/);
    expectFault(await check("early.json", "other.pub"), "CHECKPOINT_INVALID", 29, document.keyId);
    expectFault(await check("early.json", "early.json"), "USAGE", 1, "--public-key");
    const alone = await danhba(world, ["log", "verify", "--checkpoint", file("early.json")]);
    expectFault(alone, "USAGE", 1, "--public-key");
  });

  it("finds a log that was written anew from beginning to end with hashes that fit", async () => {
    const kept = await world.query<{ seq: number; record: LogRecord; hash: string }>(
      "SELECT seq::int, record, hash FROM danhba.change_log ORDER BY seq",
    );
    const write = async (rows: readonly { seq: number; record: object; hash: string }[]) => {
      for (const { seq, record, hash } of rows)
        await world.query("UPDATE danhba.change_log SET record = $2, hash = $3 WHERE seq = $1", [
          seq,
          record,
          hash,
        ]);
      await world.query("UPDATE danhba.chain_head SET hash = $1", [rows.at(-1)?.hash]);
    };
    let prev = EMPTY_CHAIN.hash;
    const forged = kept.map(({ seq, record }) => {
      const altered = { ...record, prev, ...(seq === 1 ? { decisionNo: "99/QĐ" } : {}) };
      prev = canonicalHash(altered);
      return { seq, record: altered, hash: prev };
    });
    await asSuperuser(() => write(forged));
    expect(await danhba(world, ["log", "verify"])).toMatchObject({ status: 0 });
    const { seq } = JSON.parse(await readFile(file("early.json"), "utf8"));
    expectFault(await check(), "LOG_BROKEN", 23, `record ${seq} (REWRITTEN)`);
    await asSuperuser(() => write(kept));
    expect(await check("late.json")).toMatchObject({ status: 0, stderr: "" });
  });

  it("finds a log that was cut short together with the head that is kept apart", async () => {
    const { seq } = JSON.parse(await readFile(file("early.json"), "utf8"));
    await asSuperuser(async () => {
      await world.query("DELETE FROM danhba.change_log WHERE seq >= $1", [seq]);
      await world.query(
        "UPDATE danhba.chain_head SET (seq, hash) = (SELECT seq, hash FROM danhba.change_log ORDER BY seq DESC LIMIT 1)",
      );
    });
    expect(await danhba(world, ["log", "verify"])).toMatchObject({ status: 0 });
    expectFault(await check(), "LOG_BROKEN", 23, `record ${seq} (CUT_SHORT)`);
  });

  it("is not made of a broken chain", async () => {
    await asSuperuser(async () => {
      await world.query('UPDATE danhba.change_log SET record = record || \'{"clause": ""}\' WHERE seq = 3');
    });
    expectFault(await make("broken.json"), "LOG_BROKEN", 23, "record 3");
    await expect(readFile(file("broken.json"))).rejects.toThrow("ENOENT");
  });
});
