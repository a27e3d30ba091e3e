/** Desired and observed entries for tests of the plan, with defaults for what a test does not care about. */
import type { Operation, Plan, Reason } from "../../../src/model/change.ts";
import type {
  AccountStatus,
  Attributes,
  DesiredEntry,
  ObservedEntry,
  Purge,
} from "../../../src/model/entry.ts";
import type { Finding } from "../../../src/model/finding.ts";
import type { Owner } from "../../../src/model/owner.ts";
import { makePlan, type PlanInput } from "../../../src/plan/make-plan.ts";

export const SUFFIX = "dc=st,dc=vn";
export const NOBODY = `cn=nobody,ou=services,${SUFFIX}`;

const reason = (code: Reason["code"]): Reason => ({ code, params: {}, clause: "Đ.1", decisionNo: null });

const REASONS = {
  create: reason("PERSON_HIRED"),
  modify: reason("PERSON_CHANGED"),
  transfer: reason("PERSON_TRANSFERRED"),
  rename: reason("ADDRESS_CHANGED"),
  suspend: reason("PERSON_LONG_LEAVE"),
  disable: reason("PERSON_RETIRED"),
  restore: reason("PERSON_RETURNED"),
  group: reason("MEMBERSHIP_CHANGED"),
  retain: reason("ACCOUNT_RETAINED"),
  head: reason("HEAD_CHANGED"),
  quota: reason("QUOTA_CHANGED"),
  alias: reason("ALIAS_ENDED"),
} as const;

export const personDn = (uid: string): string => `uid=${uid},ou=people,${SUFFIX}`;
export const groupDn = (name: string): string => `cn=${name},ou=groups,${SUFFIX}`;
export const mailboxDn = (uid: string): string => `uid=${uid},ou=agencies,${SUFFIX}`;
const policyDn = (name: string): string => `cn=${name},ou=policies,${SUFFIX}`;
export const unitDn = (...codes: readonly string[]): string =>
  [...codes.map((code) => `danhbaUnit=${code}`), "ou=units", SUFFIX].join(",");

function desired(owner: Owner, dn: string, more: Partial<DesiredEntry>): DesiredEntry {
  return {
    owner,
    danhbaId: `id-${owner}`,
    dn,
    parent: null,
    objectClasses: [],
    managed: [],
    onCreate: {},
    status: null,
    references: {},
    reasons: REASONS,
    ...more,
    attributes: { danhbaId: [`id-${owner}`], ...more.attributes },
  };
}

export function aPerson(id: string, uid: string, more: Partial<DesiredEntry> = {}): DesiredEntry {
  const status = more.status ?? "active";
  return desired(`person:${id}`, personDn(uid), {
    managed: ["cn", "title", "mail", "danhbaUnit"],
    status,
    ...more,
    attributes: {
      uid: [uid],
      danhbaStatus: [status],
      cn: [`Person ${id}`],
      mail: [`${uid}@st.vn`],
      ...more.attributes,
    },
  });
}

export const aGroup = (
  name: string,
  members: readonly string[],
  more: Partial<DesiredEntry> = {},
): DesiredEntry =>
  desired(`group:${name}`, groupDn(name), {
    managed: ["description"],
    onCreate: { member: [NOBODY] },
    references: { member: members.map((id): Owner => `person:${id}`) },
    ...more,
    attributes: { cn: [name], ...more.attributes },
  });

export function aMailbox(
  code: string,
  uid: string,
  heads: readonly string[],
  status: AccountStatus = "active",
): DesiredEntry {
  return desired(`agency:${code}`, mailboxDn(uid), {
    status,
    managed: ["mail"],
    references: { roleOccupant: heads.map((id): Owner => `person:${id}`) },
    attributes: { uid: [uid], danhbaStatus: [status], mail: [`${uid}@st.vn`] },
  });
}

export const aPolicy = (name: string, more: Partial<DesiredEntry> = {}): DesiredEntry =>
  desired(`policy:${name}`, policyDn(name), {
    managed: ["pwdMinLength"],
    isAdopting: true,
    ...more,
    attributes: { cn: [name], pwdMinLength: ["8"], ...more.attributes },
  });

/** @param codes the unit's own code first, then those above it */
export const aUnit = (...codes: readonly [string, ...string[]]): DesiredEntry =>
  desired(`unit:${codes[0]}`, unitDn(...codes), {
    parent: codes[1] === undefined ? null : `unit:${codes[1]}`,
    managed: ["ou"],
    attributes: { danhbaUnit: [codes[0]], ou: [`Unit ${codes[0]}`] },
  });

/** The entry as it is in the directory once it is as desired, with differences. */
export function seen(entry: DesiredEntry, changes: Attributes = {}, dn = entry.dn): ObservedEntry {
  const attributes = { ...entry.attributes, ...entry.onCreate, ...changes };
  const present = Object.entries(attributes).filter(([, values]) => values.length > 0);
  return {
    dn,
    entryUuid: `uuid-${entry.owner}`,
    entryCsn: `csn-${entry.owner}`,
    attributes: Object.fromEntries(present),
  };
}

export const planOf = (
  desiredEntries: readonly DesiredEntry[],
  observed: readonly ObservedEntry[],
  ledger: PlanInput["ledger"] = new Map(),
  purges: readonly Purge[] = [],
): { readonly plan: Plan; readonly findings: readonly Finding[] } =>
  makePlan({ desired: desiredEntries, purges, observed, ledger, placeholderDn: NOBODY });

/** That the entry is to be deleted; without an order because its retention has ended. */
export const purgeOf = ({ owner, danhbaId }: DesiredEntry, orderedBy: string | null = null): Purge => ({
  owner,
  danhbaId,
  reason: reason(orderedBy === null ? "RETENTION_ENDED" : "PURGE_ORDERED"),
  orderedBy,
});

/** `add uid=a,…`, `modify … +member uid=a,… -member …`: an operation on one line, without suffix and assertions. */
function told(operation: Operation): string {
  const short = (text: string): string => text.replaceAll(`,${SUFFIX}`, "");
  if (operation.op === "add") return `add ${short(operation.dn)}`;
  if (operation.op === "rename") return `rename ${short(operation.dn)} > ${short(operation.newDn)}`;
  if (operation.op === "delete") return `delete ${short(operation.dn)}`;
  const signs = { add: "+", delete: "-", replace: "=" } as const;
  const changes = operation.changes.map(({ type, attribute, values }) =>
    `${signs[type]}${attribute} ${short(values.join("|"))}`.trimEnd(),
  );
  return [`modify ${short(operation.dn)}`, ...changes].join(" ");
}

/** Each item as `owner kinds: operations`. */
export const toldItems = ({ items }: Plan): string[] =>
  items.map(
    ({ owner, kinds, operations }) => `${owner} ${kinds.join("+")}: ${operations.map(told).join("; ")}`,
  );
