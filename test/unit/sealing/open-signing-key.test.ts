import { createHash, generateKeyPairSync, verify } from "node:crypto";
import { describe, expect, it } from "vitest";
import { DanhbaError } from "../../../src/model/error.ts";
import { openPublicKey, openSigningKey } from "../../../src/sealing/open-signing-key.ts";

const pem = (kind: "ed25519" | "ed448") => {
  const { privateKey, publicKey } =
    kind === "ed25519" ? generateKeyPairSync("ed25519") : generateKeyPairSync("ed448");
  return {
    publicKey,
    private: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    public: publicKey.export({ type: "spki", format: "pem" }).toString(),
  };
};
const KEYS = pem("ed25519");
const TEXT = '{"realm":"Sóc Trăng"}';

const refusal = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error instanceof DanhbaError ? error.params : error;
  }
};

describe("a signing key", () => {
  it("signs so that anybody with the public key can check it: plain Ed25519 over the UTF-8 bytes", () => {
    const signature = openSigningKey(KEYS.private, "k").sign(TEXT);
    const bytes = Buffer.from(signature, "base64");
    expect(bytes).toHaveLength(64);
    expect(verify(null, Buffer.from(TEXT, "utf8"), KEYS.publicKey, bytes)).toBe(true);
  });

  it("is known by the SHA-256 of its public key, from either half", () => {
    const der = KEYS.publicKey.export({ type: "spki", format: "der" });
    const id = createHash("sha256").update(der).digest("hex");
    expect(openSigningKey(KEYS.private, "k").keyId).toBe(id);
    expect(openPublicKey(KEYS.public, "k").keyId).toBe(id);
  });

  it.each([
    ["no PEM", "secret"],
    ["of another kind", pem("ed448").private],
    ["a public key", KEYS.public],
  ])("is refused when it is %s", (_case, text) => {
    expect(refusal(() => openSigningKey(text, "k.pem"))).toEqual({
      argument: "--key",
      value: "k.pem",
      problem: "NOT_AN_ED25519_KEY",
    });
  });
});

describe("a public key", () => {
  const key = openPublicKey(KEYS.public, "k");
  const signature = openSigningKey(KEYS.private, "k").sign(TEXT);

  it("takes the right signature, and no other text, key or garbage", () => {
    expect(key.isValid(TEXT, signature)).toBe(true);
    expect(key.isValid(`${TEXT} `, signature)).toBe(false);
    expect(key.isValid(TEXT, openSigningKey(pem("ed25519").private, "k").sign(TEXT))).toBe(false);
    for (const garbage of ["", "x", "AAAA"]) expect(key.isValid(TEXT, garbage)).toBe(false);
  });

  it("is refused when it is none", () => {
    expect(refusal(() => openPublicKey("x", "k.pub"))).toMatchObject({ problem: "NOT_AN_ED25519_KEY" });
    expect(refusal(() => openPublicKey(pem("ed448").public, "k.pub"))).toMatchObject({
      argument: "--public-key",
    });
  });
});
