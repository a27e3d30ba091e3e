/** The server's password policies: what of a regulation's rules OpenLDAP itself can enforce (slapo-ppolicy(5)). */
import type { Reason, ReasonCode } from "../model/change.ts";
import type { Attributes, DesiredEntry } from "../model/entry.ts";
import { policyOwner } from "../model/owner.ts";
import type { DesiredContext } from "./context.ts";
import { danhbaId } from "./danhba-id.ts";
import type { DesiredResult } from "./desired-result.ts";
import { presentOnly } from "./directory-text.ts";
import { NO_PASSWORD_LIMITS, type PasswordLimits, policyDn } from "./password-policy.ts";

/** Where the text gives no figure. */
const LEAST_LENGTH = 8;
const HISTORY = 5;
const SECONDS_A_DAY = 86_400;

/** A month as the shortest there is: the term of the text is never exceeded. */
const SECONDS_A_MONTH = 28 * SECONDS_A_DAY;

/** Ten wrong passwords within a quarter of an hour shut an account for a quarter of an hour. */
const LOCKOUT = {
  pwdLockout: ["TRUE"],
  pwdMaxFailure: ["10"],
  pwdFailureCountInterval: ["900"],
  pwdLockoutDuration: ["900"],
} as const;

/** Of a password whose time is over: told five days before, and good for three more sign-ins to change it. */
const AGEING = { pwdExpireWarning: [String(5 * SECONDS_A_DAY)], pwdGraceAuthNLimit: ["3"] } as const;

const MANAGED = [
  "pwdAttribute",
  "pwdCheckQuality",
  "pwdMinLength",
  "pwdInHistory",
  "pwdMaxAge",
  "pwdExpireWarning",
  "pwdGraceAuthNLimit",
  "pwdLockout",
  "pwdMaxFailure",
  "pwdFailureCountInterval",
  "pwdLockoutDuration",
  "pwdMustChange",
  "pwdAllowUserChange",
];

/** `cn=default` for everybody, `cn=administrators` where the text asks more of administrators. */
export function buildPolicies(context: DesiredContext, result: DesiredResult): void {
  const { user, admin } = context.profile.limits.password ?? { user: NO_PASSWORD_LIMITS, admin: null };
  result.entries.push(policyEntry(context, "default", user));
  if (admin !== null) result.entries.push(policyEntry(context, "administrators", admin));
}

function policyEntry(context: DesiredContext, name: string, rules: PasswordLimits): DesiredEntry {
  const owner = policyOwner(name);
  const id = danhbaId(context.realm.id, owner);
  const reason = (code: ReasonCode): Reason => ({
    code,
    params: {},
    clause: context.profile.clauses.password,
    decisionNo: null,
  });
  return {
    owner,
    danhbaId: id,
    dn: policyDn(context, name),
    parent: null,
    objectClasses: ["applicationProcess", "pwdPolicy", "danhbaPolicy"],
    attributes: { danhbaId: [id], cn: [name], ...policyRules(rules) },
    managed: MANAGED,
    onCreate: {},
    // The base tree holds a default policy from the first moment on, so that pwdReset and locks count.
    isAdopting: true,
    status: null,
    references: {},
    reasons: { create: reason("POLICY_NEEDED"), modify: reason("POLICY_CHANGED") },
  };
}

/** `pwdCheckQuality` 1: a hash, which the server cannot look into, is taken; a password in clear must be long enough. */
function policyRules({ minLength, maxAgeMonths, history }: PasswordLimits): Attributes {
  return presentOnly({
    pwdAttribute: ["userPassword"],
    pwdCheckQuality: ["1"],
    pwdMinLength: [String(minLength ?? LEAST_LENGTH)],
    pwdInHistory: [String(history ?? HISTORY)],
    ...(maxAgeMonths === null ? {} : { pwdMaxAge: [String(maxAgeMonths * SECONDS_A_MONTH)], ...AGEING }),
    ...LOCKOUT,
    pwdMustChange: ["TRUE"],
    pwdAllowUserChange: ["TRUE"],
  });
}
