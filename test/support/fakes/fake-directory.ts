/** An LDAP directory in memory that refuses what slapd refuses, so that a plan that works here is one slapd takes. */
import { type Assertion, type AttributeChange, isMove, type Operation } from "../../../src/model/change.ts";
import {
  type Attributes,
  BRANCHES,
  dnKey,
  type ObservedEntry,
  REFERENCE_ATTRIBUTES,
  type ReferenceAttribute,
  splitDn,
} from "../../../src/model/entry.ts";
import { DanhbaError } from "../../../src/model/error.ts";
import { entryHash } from "../../../src/plan/entry-hash.ts";
import type { Clock } from "../../../src/ports/clock.ts";
import type { DirectoryPort, EntryStamp, Referrer, Writing } from "../../../src/ports/directory-port.ts";
import { openPower, type Power } from "./power.ts";

interface Stored {
  dn: string;
  readonly entryUuid: string;
  entryCsn: string;
  attributes: Record<string, readonly string[]>;
}

/** What happens instead of a write: `before` it nothing is written, `after` it was; either way the answer is lost. */
export type Trouble = { readonly refuse: string } | { readonly lose: "before" | "after" } | null;

export interface FakeDirectory extends DirectoryPort {
  /** Everything below the branches, passwords included, in order of DN. */
  entries(): readonly ObservedEntry[];
  /** The operations that were carried out. */
  readonly written: readonly Operation[];
  /** Whether the server notes sign-ins (`lastbind`). */
  isNotingSignIns: boolean;
  /** Whether the server counts deletions (`cn=Monitor`). */
  isCountingDeletions: boolean;
  /** Asked before every write, each one of a transaction too; returns null to let it happen. */
  trouble: (operation: Operation) => Trouble;
  /** How the server takes writes from now on. */
  take(writing: Pick<Writing, "isInTransactions" | "lanes">): void;
  /** Whether a refused transaction names the write that was refused. */
  isTelling: boolean;
  /** How long the server thinks before a write or a transaction. */
  delay: () => Promise<void>;
  /** Asked by `goWithoutTransactions`: whether the server has come back. */
  isBack: boolean;
  /** An administrator's own hand: creates or overwrites an entry without any check. */
  put(dn: string, attributes: Attributes): void;
  /** An administrator's own hand: sets attributes (an empty list removes one) and changes entryCSN. */
  tamper(dn: string, attributes: Attributes): void;
  remove(dn: string): void;
  move(dn: string, newDn: string): void;
}

const csnOf = (count: number): string =>
  `20261121000000.${String(count).padStart(6, "0")}Z#000000#000#000000`;

const SINGLE_VALUED = new Set([
  "danhbaId",
  "danhbaStatus",
  "displayName",
  "employeeNumber",
  "danhbaMailQuota",
  "pwdPolicySubentry",
]);
/** Attributes each object class insists on (RFC 4519, RFC 2798, docker/openldap/danhba.ldif). */
const MUST: Readonly<Record<string, readonly string[]>> = {
  inetOrgPerson: ["cn", "sn"],
  groupOfNames: ["cn", "member"],
  organizationalUnit: ["ou"],
  organizationalRole: ["cn"],
  simpleSecurityObject: ["userPassword"],
  danhbaAccount: ["danhbaId", "danhbaStatus"],
  pwdPolicy: ["pwdAttribute"],
};

/** With a clock, entries get a `createTimestamp` when they are added, and a `pwdChangedTime` with each password. */
export function fakeDirectory(
  suffix: string,
  power: Power = openPower(),
  clock: Clock | null = null,
): FakeDirectory {
  const stored = new Map<string, Stored>();
  const written: Operation[] = [];
  const bases = new Set(Object.values(BRANCHES).map((branch) => dnKey(`${branch},${suffix}`)));
  let csn = 0;
  let uuid = 0;
  let deleted = 0;
  const nextCsn = (): string => {
    csn += 1;
    return csnOf(csn);
  };
  const nextUuid = (): string => {
    uuid += 1;
    return `00000000-0000-4000-8000-${String(uuid).padStart(12, "0")}`;
  };
  /** The server's own notes of now, as GeneralizedTime such as `20261121010203Z`. */
  const timesOf = (names: readonly string[]): Attributes => {
    if (clock === null) return {};
    const digits = new Date(clock.now()).toISOString().replaceAll(/[-:T]/g, "");
    return Object.fromEntries(names.map((name) => [name, [`${digits.slice(0, 14)}Z`]]));
  };
  const exists = (dn: string): boolean => stored.has(dnKey(dn)) || bases.has(dnKey(dn));

  const seen = ({ dn, entryUuid, entryCsn, attributes }: Stored): ObservedEntry => {
    const { userPassword: _secret, ...readable } = attributes;
    return { dn, entryUuid, entryCsn, attributes: { ...readable } };
  };
  const seenWithoutMembers = (one: Stored): ObservedEntry => {
    const { member: _members, ...attributes } = seen(one).attributes;
    return { ...seen(one), attributes };
  };
  const findWhere = (isWanted: (attributes: Attributes) => boolean): ObservedEntry[] =>
    inOrder()
      .filter(({ attributes }) => isWanted(attributes))
      .map(seenWithoutMembers);
  const isHolder = (dn: string, attribute: ReferenceAttribute): boolean => {
    const branch = attribute === "member" ? BRANCHES.group : BRANCHES.agency;
    return dnKey(dn).endsWith(dnKey(`,${branch},${suffix}`));
  };
  const inOrder = (): Stored[] =>
    [...stored.values()].toSorted((a, b) => (dnKey(a.dn) < dnKey(b.dn) ? -1 : 1));

  const write = (operation: Operation): void => {
    const { dn } = operation;
    if (operation.op === "add") {
      if (exists(dn)) refuse(dn, "entryAlreadyExists");
      if (!exists(splitDn(dn).parent)) refuse(dn, "noSuchObject");
      const noted = "userPassword" in operation.attributes ? ["pwdChangedTime"] : [];
      const attributes = { ...operation.attributes, ...timesOf(["createTimestamp", ...noted]) };
      checkEntry(dn, attributes);
      stored.set(dnKey(dn), { dn, entryUuid: nextUuid(), entryCsn: nextCsn(), attributes });
      return;
    }
    const entry = stored.get(dnKey(dn)) ?? refuse(dn, "noSuchObject");
    const facts: Attributes = {
      ...entry.attributes,
      entryUUID: [entry.entryUuid],
      entryCSN: [entry.entryCsn],
    };
    if (!operation.expects.every((expected) => isMet(expected, facts))) {
      refuse(dn, "assertionFailed");
    }
    if (operation.op === "delete") {
      const isAbove = (other: string) => dnKey(other).endsWith(`,${dnKey(dn)}`);
      if ([...stored.values()].some((other) => isAbove(other.dn))) refuse(dn, "notAllowedOnNonLeaf");
      stored.delete(dnKey(dn));
      deleted += 1;
      nextCsn();
      return;
    }
    if (operation.op === "modify") {
      const attributes = { ...entry.attributes };
      for (const change of [...operation.changes, ...policyChanges(entry.attributes, operation.changes)]) {
        modify(dn, attributes, change);
        if (change.attribute === "userPassword") Object.assign(attributes, timesOf(["pwdChangedTime"]));
      }
      checkEntry(dn, attributes);
      entry.attributes = attributes;
    } else {
      rename(entry, operation.newDn);
    }
    entry.entryCsn = nextCsn();
  };

  const snapshot = (): (() => void) => {
    const before = [...stored].map(([key, entry]): [string, Stored] => [key, { ...entry }]);
    return () => {
      stored.clear();
      for (const [key, entry] of before) stored.set(key, entry);
    };
  };
  let writing: Writing = { isInTransactions: false, why: "off", lanes: 1 };
  let underWay = 0;
  let isLost = false;
  /** What all writes have in common: how many there may be at once, and how long they take. */
  const onLane = async (work: () => void): Promise<void> => {
    if (underWay >= writing.lanes) throw new TypeError(`more than ${writing.lanes} writes at once`);
    underWay += 1;
    try {
      await directory.delay();
      work();
    } finally {
      underWay -= 1;
    }
  };

  const rename = (entry: Stored, newDn: string): void => {
    const from = entry.dn;
    const target = splitDn(newDn);
    const occupant = stored.get(dnKey(newDn));
    if (occupant !== undefined && occupant !== entry) refuse(from, "entryAlreadyExists");
    if (!exists(target.parent)) refuse(from, "noSuchObject");
    if (dnKey(target.parent) === dnKey(from) || dnKey(target.parent).endsWith(`,${dnKey(from)}`)) {
      refuse(from, "unwillingToPerform");
    }
    const old = rdnOf(from);
    const fresh = rdnOf(newDn);
    const kept = (entry.attributes[old.name] ?? []).filter((value) => !same(value, old.value));
    entry.attributes = { ...entry.attributes, [old.name]: kept };
    const others = (entry.attributes[fresh.name] ?? []).filter((value) => !same(value, fresh.value));
    entry.attributes[fresh.name] = [fresh.value, ...others];
    // Everything below goes along; the server does not give those entries a new entryCSN.
    const ending = `,${dnKey(from)}`;
    const moving = [...stored.values()].filter((one) => one === entry || dnKey(one.dn).endsWith(ending));
    for (const other of moving) {
      stored.delete(dnKey(other.dn));
      other.dn = other === entry ? newDn : other.dn.slice(0, other.dn.length - from.length) + newDn;
      stored.set(dnKey(other.dn), other);
    }
  };

  const directory: FakeDirectory = {
    written,
    isNotingSignIns: true,
    isCountingDeletions: true,
    trouble: () => null,
    entries: () => inOrder().map((entry) => ({ ...entry, attributes: { ...entry.attributes } })),
    observe: async () => {
      power.step("observe");
      return inOrder().map(seen);
    },
    contextCsn: async () => csnOf(csn),
    changedSince: async (csn) => {
      power.step("changed since");
      return inOrder()
        .filter(({ entryCsn }) => entryCsn >= csn)
        .map(seenWithoutMembers);
    },
    read: async (dn) => {
      power.step("read");
      const entry = stored.get(dnKey(dn));
      return entry === undefined ? null : seen(entry);
    },
    notesSignIns: async () => {
      power.step("notesSignIns");
      return directory.isNotingSignIns;
    },
    delay: async () => undefined,
    isBack: true,
    take: (how) => {
      writing = { ...how, why: how.isInTransactions ? "on" : "off" };
    },
    get writing() {
      return writing;
    },
    write: (operation) =>
      onLane(() => {
        power.step(`before ${operation.op}`);
        const trouble = directory.trouble(operation);
        if (trouble !== null && "refuse" in trouble) refuse(operation.dn, trouble.refuse);
        const lost = trouble !== null && "lose" in trouble ? trouble.lose : null;
        if (lost === "before") throw unreachable(operation.dn);
        write(operation);
        written.push(operation);
        if (lost === "after") throw unreachable(operation.dn);
        power.step(`after ${operation.op}`);
      }),
    writeTogether: (operations) =>
      onLane(() => {
        if (!writing.isInTransactions) throw new TypeError("a transaction where there are none");
        if (operations.some(isMove)) throw new TypeError("a move cannot be part of a transaction");
        power.step(`before ${operations.length} in a transaction`);
        if (isLost) throw unreachable("");
        const restore = snapshot();
        let lost: "before" | "after" | null = null;
        for (const [index, operation] of operations.entries()) {
          const trouble = directory.trouble(operation);
          if (trouble !== null && "lose" in trouble) lost = trouble.lose;
          try {
            if (trouble !== null && "refuse" in trouble) refuse(operation.dn, trouble.refuse);
            write(operation);
          } catch (error) {
            restore();
            if (!(error instanceof DanhbaError)) throw error;
            const hint = directory.isTelling ? { operation: index } : {};
            throw new DanhbaError(error.code, { ...error.params, ...hint });
          }
        }
        if (lost === "before") restore();
        else written.push(...operations);
        isLost = lost !== null;
        if (isLost) throw unreachable("");
        power.step(`after ${operations.length} in a transaction`);
      }),
    isTelling: true,
    goWithoutTransactions: async () => {
      power.step("go without transactions");
      if (underWay > 0) throw new TypeError("writes are under way");
      if (!directory.isBack) throw unreachable("");
      isLost = false;
      writing = { ...writing, isInTransactions: false, why: "lost" };
    },
    scan: async function* (marks) {
      power.step("scan");
      const stamps = inOrder().map((one): EntryStamp => {
        const { dn, entryUuid, entryCsn, attributes } = seen(one);
        const { danhbaId, member } = attributes;
        const members = member === undefined ? null : marks.sumOf(member);
        return {
          dn,
          entryUuid,
          entryCsn,
          danhbaId: danhbaId?.[0] ?? null,
          hash: entryHash({ attributes }),
          members,
        };
      });
      yield stamps;
    },
    findOwn: async (ids) => {
      power.step("find own");
      return findWhere(({ danhbaId = [] }) => danhbaId.some((id) => ids.includes(id)));
    },
    findAt: async (dns) => {
      power.step("find at");
      const keys = new Set(dns.map(dnKey));
      return inOrder()
        .filter(({ dn }) => keys.has(dnKey(dn)))
        .map(seenWithoutMembers);
    },
    findUses: async (localParts, domains) => {
      power.step("find uses");
      const addresses = localParts.flatMap((localPart) => domains.map((domain) => `${localPart}@${domain}`));
      const isOne = (wanted: readonly string[], values: readonly string[] = []) =>
        values.some((value) => wanted.some((one) => same(one, value)));
      return findWhere(
        ({ uid, mail, mailLocalAddress }) =>
          isOne(localParts, uid) || isOne(addresses, mail) || isOne(addresses, mailLocalAddress),
      );
    },
    findNumbers: async (numbers) => {
      power.step("find numbers");
      return findWhere(({ employeeNumber = [] }) => employeeNumber.some((one) => numbers.includes(one)));
    },
    findReferrers: async (dns) => {
      power.step("find referrers");
      return dns.flatMap((target) =>
        inOrder().flatMap(({ dn: holder, attributes }) =>
          REFERENCE_ATTRIBUTES.flatMap((attribute): Referrer[] =>
            isHolder(holder, attribute) &&
            attributes[attribute]?.some((value) => same(value, target)) === true
              ? [{ holder, attribute, target }]
              : [],
          ),
        ),
      );
    },
    membersOf: async (dn) => {
      power.step("members of");
      return stored.get(dnKey(dn))?.attributes.member ?? [];
    },
    deletions: async () => (directory.isCountingDeletions ? `0 ${deleted}` : null),
    close: async () => undefined,
    put: (dn, attributes) => {
      stored.set(dnKey(dn), {
        dn,
        entryUuid: nextUuid(),
        entryCsn: nextCsn(),
        attributes: { ...attributes },
      });
    },
    tamper: (dn, attributes) => {
      const entry = stored.get(dnKey(dn));
      if (entry === undefined) throw new TypeError(`${dn} is not there`);
      entry.attributes = presentOnly({ ...entry.attributes, ...attributes });
      entry.entryCsn = nextCsn();
    },
    remove: (dn) => {
      stored.delete(dnKey(dn));
      deleted += 1;
      nextCsn();
    },
    move: (dn, newDn) => write({ op: "rename", dn, newDn, expects: [] }),
  };
  return directory;
}

/**
 * What ppolicy adds to a write with a new password: the lock goes away, if the write does not delete it itself, and
 * so does `pwdReset`, if the write does not say anything of it.
 */
function policyChanges(was: Attributes, changes: readonly AttributeChange[]): AttributeChange[] {
  const changed = (name: string, type?: AttributeChange["type"]) =>
    changes.some((change) => change.attribute === name && (type === undefined || change.type === type));
  if (!changed("userPassword")) return [];
  const dropped: string[] = [];
  if (was.pwdAccountLockedTime !== undefined && !changed("pwdAccountLockedTime", "delete")) {
    dropped.push("pwdAccountLockedTime");
  }
  if (was.pwdReset !== undefined && !changed("pwdReset")) dropped.push("pwdReset");
  return dropped.map((attribute) => ({ type: "delete", attribute, values: [] }));
}

function modify(dn: string, attributes: Record<string, readonly string[]>, change: AttributeChange): void {
  const { type, attribute, values } = change;
  const was = attributes[attribute] ?? [];
  if (type === "replace") {
    attributes[attribute] = values;
  } else if (type === "add") {
    if (values.length === 0) refuse(dn, "protocolError");
    if (values.some((value) => was.some((other) => same(value, other)))) refuse(dn, "attributeOrValueExists");
    attributes[attribute] = [...was, ...values];
  } else {
    const isMissing = (value: string) => !was.some((other) => same(value, other));
    if (was.length === 0 || values.some(isMissing)) refuse(dn, "noSuchAttribute");
    attributes[attribute] =
      values.length === 0 ? [] : was.filter((other) => !values.some((value) => same(value, other)));
  }
  if (attributes[attribute]?.length === 0) delete attributes[attribute];
  const { name, value } = rdnOf(dn);
  if (attribute === name && !(attributes[name] ?? []).some((other) => same(other, value))) {
    refuse(dn, "notAllowedOnRDN");
  }
}

function checkEntry(dn: string, attributes: Attributes): void {
  for (const [name, values] of Object.entries(attributes)) {
    if (values.length === 0 || values.includes("")) refuse(dn, "invalidAttributeSyntax");
    if (new Set(values.map((value) => value.toLowerCase())).size < values.length) {
      refuse(dn, "attributeOrValueExists");
    }
    if (values.length > 1 && SINGLE_VALUED.has(name)) refuse(dn, "constraintViolation");
  }
  const { name, value } = rdnOf(dn);
  if (!(attributes[name] ?? []).some((other) => same(other, value))) refuse(dn, "namingViolation");
  const required = (attributes.objectClass ?? []).flatMap((objectClass) => MUST[objectClass] ?? []);
  if (required.some((attribute) => attributes[attribute] === undefined)) refuse(dn, "objectClassViolation");
}

function isMet({ attribute, value }: Assertion, facts: Attributes): boolean {
  const values = facts[attribute] ?? [];
  return value === null ? values.length === 0 : values.some((other) => same(other, value));
}

/** All attributes that danhba writes are compared without regard to case. */
const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

function rdnOf(dn: string): { readonly name: string; readonly value: string } {
  const { rdn } = splitDn(dn);
  const equals = rdn.indexOf("=");
  return { name: rdn.slice(0, equals), value: rdn.slice(equals + 1) };
}

const presentOnly = (attributes: Attributes): Record<string, readonly string[]> =>
  Object.fromEntries(Object.entries(attributes).filter(([, values]) => values.length > 0));

function refuse(dn: string, result: string): never {
  throw new DanhbaError("LDAP_REFUSED", { dn, result, detail: "refused by the fake" });
}

const unreachable = (dn: string): DanhbaError =>
  new DanhbaError("LDAP_UNREACHABLE", { url: "ldap://fake", dn, detail: "connection lost" });
