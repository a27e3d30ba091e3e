/** By which rules entries are made: where these change, everything is looked at again. */
import { canonicalHash } from "../model/canonical-hash.ts";
import type { RealmServices } from "./realm-services.ts";

/**
 * To be raised with every change of what danhba makes of the same feed under the same regulation: the next run then
 * looks at everything.
 */
const RULES_VERSION = 1;

/** Where a profile was read, and what it is tried out with: no entry depends on these. */
const NO_RULES: ReadonlySet<string> = new Set(["file", "exampleLines", "examples"]);

/** SHA-256 in hex over the regulation, the settings that entries depend on, and the version. */
export function rulesDigest({ realm, profile, groupRules, administrators }: RealmServices): string {
  return canonicalHash({
    version: RULES_VERSION,
    realm,
    profile: Object.fromEntries(Object.entries(profile).filter(([name]) => !NO_RULES.has(name))),
    groupRules,
    administrators: [...administrators].toSorted(),
  });
}
