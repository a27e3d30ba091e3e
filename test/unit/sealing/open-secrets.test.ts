import { createHash } from "node:crypto";
import { armor, Decrypter, generateX25519Identity, identityToRecipient } from "age-encryption";
import { describe, expect, it } from "vitest";
import { openSecrets } from "../../../src/sealing/open-secrets.ts";

const { hash, randomBelow, seal } = openSecrets();
const TEXT = "Mật khẩu / Password: kfRt-8mQz-XwPa-7nHb";

describe("a hash", () => {
  it("is salted SHA-1 as RFC 2307 servers read it, with sixteen bytes of salt that never repeat", () => {
    const hashes = Array.from({ length: 50 }, () => hash("kfRt-8mQz"));
    expect(new Set(hashes).size).toBe(50);
    for (const one of hashes) {
      expect(one).toMatch(/^\{SSHA\}[A-Za-z0-9+/]+=*$/);
      const bytes = Buffer.from(one.slice("{SSHA}".length), "base64");
      expect(bytes).toHaveLength(36);
      const [digest, salt] = [bytes.subarray(0, 20), bytes.subarray(20)];
      expect(createHash("sha1").update("kfRt-8mQz").update(salt).digest().equals(digest)).toBe(true);
    }
  });
});

describe("the random source", () => {
  it("gives whole numbers below its limit, each of them sooner or later", () => {
    const drawn = new Set(Array.from({ length: 500 }, () => randomBelow(8)));
    expect(drawn).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7]));
  });
});

describe("a sealed text", () => {
  const open = async (sealed: string, identity: string): Promise<string> => {
    const decrypter = new Decrypter();
    decrypter.addIdentity(identity);
    return await decrypter.decrypt(armor.decode(sealed), "text");
  };

  it("is opened by each of its recipients and by nobody else", async () => {
    const [one, two, other] = await Promise.all([
      generateX25519Identity(),
      generateX25519Identity(),
      generateX25519Identity(),
    ]);
    const recipients = await Promise.all([one, two].map((identity) => identityToRecipient(identity)));
    const sealed = await seal(TEXT, recipients);
    expect(sealed).toMatch(/^-----BEGIN AGE ENCRYPTED FILE-----/);
    expect(sealed).not.toContain("8mQz");
    expect(await open(sealed, one)).toBe(TEXT);
    expect(await open(sealed, two)).toBe(TEXT);
    await expect(open(sealed, other)).rejects.toThrow();
  });

  it("is not made for a recipient that is none", async () => {
    await expect(seal(TEXT, ["age1nobody"])).rejects.toMatchObject({
      code: "SETTINGS_INVALID",
      params: { problem: "NOT_AN_AGE_RECIPIENT" },
    });
  });
});
