/** The free part after the dot that a regulation lets a person agree on with the IT officer (BT II.2). */
import type { Params } from "../model/finding.ts";
import type { Profile } from "./profile.ts";
import { romanise } from "./romanise.ts";

export interface ExtensionCheck {
  /** Lower case; null when there is none or it is refused. */
  readonly extension: string | null;
  /** `reason`: `digit`, `shape`, `length` or `agency`. */
  readonly refusal: Params | null;
}

/**
 * Letters only, no longer than the profile allows, and no agency's mailbox name in any case. A profile without
 * extensions ignores what the feed says.
 * @param unitNames mailbox names and abbreviations of units, lower case
 */
export function checkExtension(
  profile: Profile,
  raw: string | null | undefined,
  unitNames: ReadonlySet<string>,
): ExtensionCheck {
  const rule = profile.people.extension;
  const extension = raw?.trim().toLowerCase() ?? "";
  if (rule === undefined || extension === "") return { extension: null, refusal: null };
  const refuse = (reason: string): ExtensionCheck => ({
    extension: null,
    refusal: { extension: extension.slice(0, 40).toWellFormed(), reason, limit: rule.maxLength },
  });
  if (/\d/.test(extension)) return refuse("digit");
  if (!/^[a-z]+$/.test(extension) || romanise(extension) !== extension) return refuse("shape");
  if (extension.length > rule.maxLength) return refuse("length");
  if (unitNames.has(extension)) return refuse("agency");
  return { extension, refusal: null };
}
