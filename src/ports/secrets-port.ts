/** What the use cases need to make passwords and to hand them out so that only those concerned can read them. */

export interface SecretsPort {
  /** A whole number from 0 up to, not including, `limit`: uniform, unpredictable. */
  readonly randomBelow: (limit: number) => number;
  /** A salted hash as the directory stores it (RFC 2307 form). */
  readonly hash: (password: string) => string;
  /** An armoured age file of `text` that only these recipients can open. */
  readonly seal: (text: string, recipients: readonly string[]) => Promise<string>;
}
