/** One person of a province and what becomes of the account, by the feed, the day and what is known of the account. */
import { readFileSync } from "node:fs";
import type { Desired, DesiredInput } from "../../../src/desired/build-desired.ts";
import { danhbaId } from "../../../src/desired/danhba-id.ts";
import type { AccountFacts } from "../../../src/model/account.ts";
import type { LedgerAddress } from "../../../src/model/address.ts";
import type { Item } from "../../../src/model/change.ts";
import type { DueReason } from "../../../src/model/due.ts";
import { type AccountStatus, LOCKED_FOR_GOOD, type ObservedEntry } from "../../../src/model/entry.ts";
import type { FeedAppointment, FeedPerson, FeedUnit, Instant } from "../../../src/model/feed.ts";
import type { Owner } from "../../../src/model/owner.ts";
import { type Profile, parseProfile } from "../../../src/naming/profile.ts";
import { makePlan } from "../../../src/plan/make-plan.ts";
import { account, desiredOf, issued } from "../../support/fakes/desired.ts";
import { person, post, REALM, unit } from "../../support/fakes/province.ts";

export const UNITS = [
  unit("SNV", "Sở Nội vụ", { mailboxName: "snv" }),
  unit("SYT", "Sở Y tế", { mailboxName: "syt" }),
  unit("P1", "Phòng Tổ chức", { kind: "division", parentCode: "SNV", mailboxName: "ptc" }),
];
export const AN = person("p1", "Nguyễn Văn An", {
  birthDate: "1980-05-17",
  requestedLocalPart: "annv",
  decisionNo: "7/QĐ",
});

export interface Case {
  readonly profile?: Profile;
  readonly person?: Partial<FeedPerson>;
  readonly posts?: readonly FeedAppointment[];
  readonly units?: readonly FeedUnit[];
  /** The account of `owner`, with its address `annv`; undefined: there is none. */
  readonly has?: Partial<AccountFacts> | undefined;
  readonly owner?: Owner;
  readonly ledger?: readonly LedgerAddress[];
  /** UTC; the day in Vietnam follows from it. */
  readonly now?: Instant;
  readonly more?: Partial<DesiredInput>;
}

const NOON = "2026-11-21T05:00:00.000Z";
export const SINCE = "2026-01-05T01:00:00.000Z";

export function lifeOf(it: Case): Desired {
  const now = it.now ?? NOON;
  const owner = it.owner ?? "person:p1";
  const accounts = new Map<Owner, AccountFacts>();
  if (it.has !== undefined) accounts.set(owner, account("annv", { unit: "SNV", lastLogin: now, ...it.has }));
  return desiredOf(
    {
      units: it.units ?? UNITS,
      people: [{ ...AN, ...it.person }],
      appointments: it.posts ?? [post("p1", "SNV", { decisionNo: "8/QĐ" })],
    },
    {
      now,
      today: dayOf(now),
      accounts,
      loginsWatchedSince: SINCE,
      ledger: it.ledger ?? (it.has === undefined ? [] : [issued(owner, "annv")]),
      ...(it.profile === undefined ? {} : { profile: it.profile }),
      ...it.more,
    },
  );
}

const dayOf = (now: Instant): string => new Date(Date.parse(now) + 7 * 3_600_000).toISOString().slice(0, 10);

/** 00:00 in Vietnam. */
export const midnight = (day: string): Instant => new Date(`${day}T00:00:00+07:00`).toISOString();
export const justBefore = (instant: Instant): Instant => new Date(Date.parse(instant) - 1).toISOString();

/** The account's item in a plan over a directory that has the account in this state, and nothing else. */
export function itemOf(result: Desired, owner: Owner, before: AccountStatus | null): Item | undefined {
  const { plan } = makePlan({
    desired: result.entries,
    purges: result.purges,
    observed: before === null ? [] : [observed(owner, before)],
    ledger: result.ledger,
    placeholderDn: `cn=nobody,ou=services,${REALM.suffix}`,
  });
  return plan.items.find((item) => item.owner === owner);
}

function observed(owner: Owner, status: AccountStatus): ObservedEntry {
  const isAgency = owner.startsWith("agency:");
  const uid = isAgency ? "snv" : "annv";
  return {
    dn: `uid=${uid},ou=${isAgency ? "agencies" : "people"},${REALM.suffix}`,
    entryUuid: "u-1",
    entryCsn: "c-1",
    attributes: {
      objectClass: isAgency ? ["organizationalRole"] : ["inetOrgPerson"],
      danhbaId: [danhbaId(REALM.id, owner)],
      danhbaStatus: [status],
      danhbaUnit: ["SNV"],
      uid: [uid],
      ...(status === "retained" ? {} : { mail: [`${uid}@${REALM.domain}`] }),
      ...(status === "active" ? {} : { pwdAccountLockedTime: [LOCKED_FOR_GOOD] }),
    },
  };
}

export const dueOf = ({ due }: Desired, owner: Owner): [DueReason, Instant] | null => {
  const found = due.find((one) => one.owner === owner);
  return found === undefined ? null : [found.why, found.at];
};

/** Findings about people and orders; what else the small province lacks is left out. */
export const codesOf = ({ findings }: Desired): string[] =>
  findings
    .filter(({ code }) => code !== "MAILBOX_WITHOUT_OWNER")
    .map(({ code, owner }) => `${code} ${owner}`);

const profiles = new Map<string, Profile>();

export function profileOf(name: string): Profile {
  const known = profiles.get(name);
  if (known !== undefined) return known;
  const file = `config/profiles/${name}.yaml`;
  const parsed = parseProfile(readFileSync(file, "utf8"), file);
  if ("problems" in parsed) throw new TypeError(JSON.stringify(parsed.problems));
  profiles.set(name, parsed.profile);
  return parsed.profile;
}
