/** What the use cases need to sign a statement and to check a signature. */

export interface Signer {
  /** Lower-case hex SHA-256 of the public key. */
  readonly keyId: string;
  /** The signature over the UTF-8 bytes of `text`, in base64. */
  readonly sign: (text: string) => string;
}

export interface SignatureCheck {
  readonly keyId: string;
  readonly isValid: (text: string, signature: string) => boolean;
}
