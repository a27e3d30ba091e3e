import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { EMPTY_CHAIN } from "../../../src/changelog/record.ts";
import { makeCheckpoint, trustCheckpoint, verifyLog } from "../../../src/reconcile/verify-log.ts";
import { openPublicKey, openSigningKey } from "../../../src/sealing/open-signing-key.ts";
import { person, post, REALM, unit } from "../../support/fakes/province.ts";
import { openWorld } from "../../support/fakes/world.ts";

const keys = () => {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  return {
    signer: openSigningKey(privateKey.export({ type: "pkcs8", format: "pem" }).toString(), "k"),
    check: openPublicKey(publicKey.export({ type: "spki", format: "pem" }).toString(), "p"),
  };
};
const { signer, check } = keys();
const CONTENT = {
  units: [unit("SNV", "Sở Nội vụ")],
  people: [person("1", "Nguyễn Văn An")],
  appointments: [post("1", "SNV")],
};

async function aWorld() {
  const world = openWorld(CONTENT);
  await world.run();
  return { world, checkpoint: await makeCheckpoint(world.journal, REALM.id, signer) };
}
const problemOf = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error instanceof Error && "params" in error ? [error.message.split(" ")[0], error.params] : error;
  }
};

describe("a checkpoint", () => {
  it("names the end of the chain and can be trusted, and the same end gives the same checkpoint", async () => {
    const { world, checkpoint } = await aWorld();
    const last = world.journal.state.log.at(-1);
    const { seq, at } = last?.record ?? {};
    expect(checkpoint).toMatchObject({ realm: REALM.id, seq, hash: last?.hash, at, keyId: check.keyId });
    expect(trustCheckpoint(JSON.parse(JSON.stringify(checkpoint)), REALM.id, check)).toEqual(checkpoint);
    expect(await makeCheckpoint(world.journal, REALM.id, signer)).toEqual(checkpoint);
    expect((await verifyLog(world.journal, REALM.id, checkpoint)).broken).toBeNull();
  });

  it("can be made of a log that is still empty, and holds for whatever comes", async () => {
    const world = openWorld(CONTENT);
    const checkpoint = await makeCheckpoint(world.journal, REALM.id, signer);
    expect(checkpoint).toMatchObject({ ...EMPTY_CHAIN, at: null });
    await world.run();
    expect(
      (await verifyLog(world.journal, REALM.id, trustCheckpoint(checkpoint, REALM.id, check))).broken,
    ).toBeNull();
  });

  it("is trusted in no field that was altered, and not under another key", async () => {
    const { checkpoint } = await aWorld();
    const trust = (document: unknown, key = check) =>
      problemOf(() => trustCheckpoint(document, REALM.id, key));
    const altered = [{ seq: 1 }, { hash: "0".repeat(64) }, { at: null }, { signature: "AAAA" }];
    for (const change of altered) {
      expect(trust({ ...checkpoint, ...change })).toEqual([
        "CHECKPOINT_INVALID",
        { problem: "WRONG_SIGNATURE" },
      ]);
    }
    const other = keys().check;
    const params = { problem: "OTHER_KEY", is: check.keyId, wanted: other.keyId };
    expect(trust(checkpoint, other)).toEqual(["CHECKPOINT_INVALID", params]);
    // Nor may the key that it names be swapped.
    const swapped = trust({ ...checkpoint, keyId: other.keyId }, other);
    expect(swapped).toEqual(["CHECKPOINT_INVALID", { problem: "WRONG_SIGNATURE" }]);
  });

  it("is none of another realm, and nothing else is one", async () => {
    const { checkpoint } = await aWorld();
    const trust = (document: unknown) => problemOf(() => trustCheckpoint(document, REALM.id, check));
    expect(trust({ ...checkpoint, realm: "travinh" })).toMatchObject([
      "CHECKPOINT_INVALID",
      { problem: "OTHER_REALM", is: "travinh" },
    ]);
    const { signature: _signature, ...unsigned } = checkpoint;
    const others = [
      null,
      "x",
      [],
      {},
      unsigned,
      { ...checkpoint, extra: 1 },
      { ...checkpoint, formatVersion: 2 },
      { ...checkpoint, seq: 1.5 },
      { ...checkpoint, seq: -1 },
      { ...checkpoint, hash: "x" },
      { ...checkpoint, at: 7 },
    ];
    for (const one of others) {
      expect(trust(one)).toEqual(["CHECKPOINT_INVALID", { problem: "NOT_A_CHECKPOINT" }]);
    }
  });
});
