/** What a configured realm calls people and addresses by. */
import type { Realm } from "../config/load-settings.ts";
import type { RealmNames } from "../reconcile/realm-names.ts";

export function realmNames({ settings, profile }: Realm): RealmNames {
  const { id, domain, ldap } = settings;
  const domains = [...new Set([domain, profile.agencyDomain ?? domain])];
  return { id, suffix: ldap.suffix, domains, hasAgencyAccounts: profile.people.transfer === "cancel" };
}
