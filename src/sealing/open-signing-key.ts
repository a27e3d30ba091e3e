/** Ed25519 keys behind their port, from the PEM files that `openssl genpkey -algorithm ed25519` makes. */
import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { DanhbaError } from "../model/error.ts";
import type { SignatureCheck, Signer } from "../ports/signing-port.ts";

/** @param file for the message only @throws DanhbaError USAGE for anything but a private Ed25519 key without a passphrase */
export function openSigningKey(pem: string, file: string): Signer {
  const key = keyOf("--key", file, () => createPrivateKey(pem));
  return {
    keyId: keyIdOf(createPublicKey(key)),
    sign: (text) => sign(null, Buffer.from(text, "utf8"), key).toString("base64"),
  };
}

/** @param file for the message only @throws DanhbaError USAGE for anything but a public Ed25519 key */
export function openPublicKey(pem: string, file: string): SignatureCheck {
  const key = keyOf("--public-key", file, () => createPublicKey(pem));
  return {
    keyId: keyIdOf(key),
    isValid: (text, signature) =>
      verify(null, Buffer.from(text, "utf8"), key, Buffer.from(signature, "base64")),
  };
}

function keyOf(argument: string, file: string, read: () => KeyObject): KeyObject {
  const refused = (cause?: unknown) =>
    new DanhbaError("USAGE", { argument, value: file, problem: "NOT_AN_ED25519_KEY" }, cause);
  let key: KeyObject;
  try {
    key = read();
  } catch (error) {
    throw refused(error);
  }
  if (key.asymmetricKeyType !== "ed25519") throw refused();
  return key;
}

const keyIdOf = (key: KeyObject): string =>
  createHash("sha256")
    .update(key.export({ type: "spki", format: "der" }))
    .digest("hex");
