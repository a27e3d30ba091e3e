/** From what `doctor` saw of the directory to a verdict on each of its preconditions. */
import type { Check, OutcomeCode } from "../model/check.ts";
import { BRANCHES } from "../model/entry.ts";
import type { OwnerKind } from "../model/owner.ts";
import type { Writing } from "../ports/directory-port.ts";
import type { DirectoryFacts } from "../ports/doctor-port.ts";
import { judgeClock } from "./judge-database.ts";

/** Where the server is, as the settings have it, and whether the profile ends accounts that nobody uses. */
export interface DirectoryTerms {
  readonly url: string;
  readonly suffix: string;
  readonly bindDn: string;
  readonly inactivityMonths: number | null;
  /** Whether writes are made together (`ldap.transactions`). */
  readonly transactions: "auto" | "on" | "off";
}

export function judgeDirectory(facts: DirectoryFacts, terms: DirectoryTerms): Check[] {
  const { url, bindDn } = terms;
  return [
    {
      id: "directory.reach",
      code: "DIRECTORY_ANSWERS",
      params: { url, bindDn, server: facts.server ?? "?" },
    },
    {
      id: "directory.transport",
      code: facts.transport === "encrypted" ? "ENCRYPTED" : "ON_THIS_MACHINE",
      params: { url },
    },
    ...(facts.clockOffsetMs === null ? [] : [judgeClock("directory.clock", facts.clockOffsetMs)]),
    judgeNames(facts),
    judgeBranches(facts),
    ...(["person", "agency", "unit", "group", "policy"] as const)
      .filter((kind) => !facts.missingBranches.includes(`${BRANCHES[kind]},${terms.suffix}`))
      .map((kind) => judgeRights(facts, terms, kind)),
    {
      id: "directory.assertions",
      code: facts.hasAssertions ? "ASSERTIONS_KEPT" : "ASSERTIONS_UNKNOWN",
      params: {},
    },
    judgeWriting(facts, terms),
    ...judgePolicy(facts, terms),
    judgeSignIns(facts, terms),
    judgeReads(facts),
    ...(facts.searches.length === 0 ? [] : [judgeSearches(facts)]),
  ];
}

const judgeNames = ({ unknownNames }: DirectoryFacts): Check => ({
  id: "directory.schema",
  code: unknownNames.length === 0 ? "NAMES_KNOWN" : "NAMES_UNKNOWN",
  params: { names: unknownNames.join(", ") },
});

const judgeBranches = ({ missingBranches }: DirectoryFacts): Check => ({
  id: "directory.branches",
  code: missingBranches.length === 0 ? "BRANCHES_THERE" : "BRANCHES_MISSING",
  params: { dns: missingBranches.join("; ") },
});

/**
 * | add     | change  | verdict                                               |
 * |---------|---------|-------------------------------------------------------|
 * | denied  | any     | read only                                             |
 * | any     | denied  | read only                                             |
 * | granted | granted | writable                                              |
 * | granted | unseen  | takes entries; there is none yet to try a change on   |
 * | unseen  | other   | not seen                                              |
 */
function judgeRights(facts: DirectoryFacts, { suffix }: DirectoryTerms, kind: OwnerKind): Check {
  const { add, change, denied } = facts.rights[kind];
  const id = `directory.rights.${kind}` as const;
  const params = { branch: `${BRANCHES[kind]},${suffix}`, denied };
  if (add === "denied" || change === "denied") return { id, code: "BRANCH_READ_ONLY", params };
  if (add === "unseen") return { id, code: "BRANCH_NOT_SEEN", params };
  return { id, code: change === "granted" ? "BRANCH_WRITABLE" : "BRANCH_TAKES_ENTRIES", params };
}

function judgeWriting({ writing, server }: DirectoryFacts, { transactions }: DirectoryTerms): Check {
  const isDemanded = transactions === "on" && !writing.isInTransactions;
  const missing = writing.why === "unknown-version" ? "MONITOR_DEMANDED" : "TRANSACTIONS_DEMANDED";
  const code = isDemanded ? missing : WAYS_OF_WRITING[writing.why];
  return { id: "directory.writing", code, params: { connections: writing.lanes, server: server ?? "?" } };
}

const WAYS_OF_WRITING = {
  on: "WRITES_TOGETHER",
  off: "WRITES_SINGLY",
  lost: "WRITES_SINGLY",
  unsupported: "TRANSACTIONS_NOT_OFFERED",
  "unknown-version": "SERVER_VERSION_UNKNOWN",
  "untrusted-version": "SERVER_VERSION_UNTRIED",
} as const satisfies Record<Writing["why"], OutcomeCode>;

/** Without these the lock and "must be changed" have no effect (slapo-ppolicy(5)). */
const EFFECTIVE = ["pwdLockout", "pwdMustChange"];

function judgePolicy({ policy }: DirectoryFacts, { suffix, bindDn }: DirectoryTerms): Check[] {
  const dn = `cn=default,${BRANCHES.policy},${suffix}`;
  const id = "directory.passwords";
  if (!policy.isOn) return [{ id, code: "PPOLICY_OFF", params: {} }];
  const account: Check = {
    id: "directory.account",
    code: policy.ofAccount === null ? "ACCOUNT_UNDER_DEFAULT" : "ACCOUNT_HAS_POLICY",
    params: { bindDn, dn: policy.ofAccount ?? dn },
  };
  if (policy.standard === null) return [{ id, code: "POLICY_UNREADABLE", params: { dn } }, account];
  const { standard } = policy;
  const off = EFFECTIVE.filter((name) => standard[name]?.[0] !== "TRUE");
  const params = { dn, attributes: off.join(", ") };
  return [{ id, code: off.length === 0 ? "POLICY_IN_FORCE" : "POLICY_TOO_WEAK", params }, account];
}

function judgeSignIns(facts: DirectoryFacts, { inactivityMonths }: DirectoryTerms): Check {
  const id = "directory.sign-ins";
  if (facts.notesSignIns) return { id, code: "SIGN_INS_NOTED", params: {} };
  if (inactivityMonths === null) return { id, code: "SIGN_INS_NOT_NEEDED", params: {} };
  return { id, code: "SIGN_INS_UNNOTED", params: { months: inactivityMonths } };
}

/** The limit that servers commonly set: a longer list that comes in full proves that there is none for danhba. */
const USUAL_LIMIT = 1_000;

function judgeReads({ read: { entries, cutBy } }: DirectoryFacts): Check {
  const id = "directory.limits";
  if (cutBy !== null) return { id, code: "READS_CUT_SHORT", params: { entries, result: cutBy } };
  return { id, code: entries > USUAL_LIMIT ? "READS_ALL" : "READS_ALL_SO_FAR", params: { entries } };
}

/** With an index the answer takes a few ms at any size; without one, the server looks at every entry. */
const SLOW_MS = 50;

function judgeSearches({ searches, read: { entries } }: DirectoryFacts): Check {
  const slow = searches.filter(({ ms }) => ms > SLOW_MS);
  const ms = Math.max(0, ...searches.map((search) => search.ms));
  return {
    id: "directory.searches",
    code: slow.length === 0 ? "SEARCHES_FAST" : "SEARCHES_SLOW",
    params: { ms, entries, attributes: slow.map(({ attribute }) => attribute).join(", ") },
  };
}
