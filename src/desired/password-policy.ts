/** Which rules an account's password is under: those of the regulation for users, or for administrators. */
import type { Attributes } from "../model/entry.ts";
import { type Owner, personOwner, splitPersonAtAgency } from "../model/owner.ts";
import type { ProfileData } from "../naming/profile-schema.ts";
import { type DesiredContext, entryDn } from "./context.ts";

export type PasswordLimits = NonNullable<ProfileData["limits"]["password"]>["user"];

/** Where the text has no rules at all. */
export const NO_PASSWORD_LIMITS: PasswordLimits = {
  minLength: null,
  classes: null,
  maxAgeMonths: null,
  history: null,
  changeAtFirstLogin: true,
};

type Place = Pick<DesiredContext, "profile" | "administrators">;

/** The rules for this account, which danhba's own passwords are made by. */
export function passwordLimits({ profile, administrators }: Place, owner: Owner): PasswordLimits {
  const { user, admin } = profile.limits.password ?? { user: NO_PASSWORD_LIMITS, admin: null };
  return admin !== null && isAdministrator({ profile, administrators }, owner) ? admin : user;
}

/** The attributes that `policyAttributes` keeps; none where administrators have no rules of their own. */
export const policyManaged = ({ profile }: Pick<Place, "profile">): readonly string[] =>
  (profile.limits.password?.admin ?? null) === null ? [] : ["pwdPolicySubentry"];

/** What puts an account under the policy of administrators; empty for all others. */
export function policyAttributes(context: Place & Pick<DesiredContext, "realm">, owner: Owner): Attributes {
  return policyManaged(context).length > 0 && isAdministrator(context, owner)
    ? { pwdPolicySubentry: [policyDn(context, "administrators")] }
    : {};
}

export const policyDn = ({ realm }: Pick<DesiredContext, "realm">, name: string): string =>
  entryDn(realm.suffix, "policy", `cn=${name}`);

/** A person is named by the HR id, whatever agency the account is at. */
function isAdministrator({ profile, administrators }: Place, owner: Owner): boolean {
  if (administrators.has(owner)) return true;
  return (
    profile.people.transfer === "cancel" && administrators.has(personOwner(splitPersonAtAgency(owner).person))
  );
}
