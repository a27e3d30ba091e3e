/** Secrets behind their port: randomness of the system, salted hashes, and age files. */
import { createHash, randomBytes, randomInt } from "node:crypto";
import { DanhbaError } from "../model/error.ts";
import type { SecretsPort } from "../ports/secrets-port.ts";

/** Salted, so that equal passwords do not show; 16 bytes are never the same twice. */
const SALT_BYTES = 16;

export const openSecrets = (): SecretsPort => ({
  randomBelow: (limit) => randomInt(limit),
  hash: ssha,
  seal,
});

/**
 * `{SSHA}`: fast, and in every slapd. Fit only for passwords of full strength that a machine has made, which cannot
 * be guessed however fast one tries; what people choose the server hashes with argon2.
 */
function ssha(password: string, salt: Buffer = randomBytes(SALT_BYTES)): string {
  const digest = createHash("sha1").update(password).update(salt).digest();
  return `{SSHA}${Buffer.concat([digest, salt]).toString("base64")}`;
}

/** @throws DanhbaError SETTINGS_INVALID for a recipient that is none */
async function seal(text: string, recipients: readonly string[]): Promise<string> {
  // Loaded when it is needed: few commands seal anything.
  const { armor, Encrypter } = await import("age-encryption");
  const encrypter = new Encrypter();
  for (const recipient of recipients) {
    try {
      encrypter.addRecipient(recipient);
    } catch (error) {
      throw new DanhbaError(
        "SETTINGS_INVALID",
        { setting: `handover.recipients ${recipient}`, problem: "NOT_AN_AGE_RECIPIENT" },
        error,
      );
    }
  }
  return armor.encode(await encrypter.encrypt(text));
}
