/** What a regulation asks of a password. */

export interface PasswordRules {
  /** Null where the text gives no figure. */
  readonly minLength: number | null;
  /** How many of lower case, upper case, digits and other characters must be there; null: no rule. */
  readonly classes: number | null;
}

export type PasswordVerdict = "OK" | "TOO_SHORT" | "TOO_FEW_CLASSES";

const CLASSES = [/\p{Ll}/u, /\p{Lu}/u, /\p{Nd}/u, /[^\p{Ll}\p{Lu}\p{Nd}]/u];

/** Length first, counted in code points. */
export function judgePassword(password: string, rules: PasswordRules): PasswordVerdict {
  if ([...password].length < (rules.minLength ?? 0)) return "TOO_SHORT";
  const found = CLASSES.filter((pattern) => pattern.test(password)).length;
  return found < (rules.classes ?? 0) ? "TOO_FEW_CLASSES" : "OK";
}
