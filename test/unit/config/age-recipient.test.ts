import { generateHybridIdentity, generateX25519Identity, identityToRecipient } from "age-encryption";
import { describe, expect, it } from "vitest";
import { isAgeRecipient } from "../../../src/config/age-recipient.ts";

describe("an age recipient", () => {
  it("is what age itself makes, of both kinds", async () => {
    for (const identity of [await generateX25519Identity(), await generateHybridIdentity()]) {
      expect(isAgeRecipient(await identityToRecipient(identity))).toBe(true);
    }
  });

  it("is known with any one character mistyped", async () => {
    const recipient = await identityToRecipient(await generateX25519Identity());
    for (const at of recipient.slice(4).split("").keys()) {
      const index = at + 4;
      const other = recipient[index] === "q" ? "p" : "q";
      const mistyped = recipient.slice(0, index) + other + recipient.slice(index + 1);
      expect(isAgeRecipient(mistyped), mistyped).toBe(false);
    }
  });

  it("is no secret key, no other Bech32 text and nothing else", async () => {
    const identity = await generateX25519Identity();
    // A valid address of another system (BIP 173).
    const other = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4";
    for (const text of [
      identity,
      identity.toLowerCase(),
      other,
      "",
      "age",
      "age1",
      "age1qqqqqq",
      "ssh-ed25519 AAAA",
    ]) {
      expect(isAgeRecipient(text), text).toBe(false);
    }
  });
});
