/** A feed of invented agencies, and its certificate against another one. */
import { acceptedBaseline } from "../../../src/gate/accept-baseline.ts";
import { certifyFeed, type FeedInput } from "../../../src/gate/certify-feed.ts";
import { FeedLimits } from "../../../src/gate/feed-limits.ts";
import type {
  FeedAppointment,
  FeedDelivery,
  FeedPerson,
  FeedSnapshot,
  FeedUnit,
} from "../../../src/model/feed.ts";
import type { Certificate, FeedBaseline, FeedSigns } from "../../../src/model/feed-certificate.ts";

export const NOW = "2026-11-21T02:00:00.000Z";
export const NO_SIGNS: FeedSigns = {
  twins: new Set(),
  damaged: new Set(),
  others: new Set(),
  swapped: new Set(),
};

export const unit = (code: string, more: Partial<FeedUnit> = {}): FeedUnit => ({
  code,
  name: `Sở ${code}`,
  kind: "department",
  parentCode: null,
  mailboxName: null,
  headPersonId: null,
  status: "active",
  successorCode: null,
  effectiveFrom: null,
  effectiveTo: null,
  decisionNo: null,
  decisionDate: null,
  ...more,
});

export const person = (id: string, more: Partial<FeedPerson> = {}): FeedPerson => ({
  id,
  fullName: `Nguyễn Văn ${id}`,
  familyMiddleName: null,
  givenName: null,
  birthDate: "1980-01-01",
  gender: null,
  phone: null,
  staffClass: "cong_chuc",
  status: "working",
  statusFrom: null,
  registeredAt: null,
  requestedLocalPart: null,
  mailboxExtension: null,
  decisionNo: null,
  decisionDate: null,
  decidedBy: null,
  ...more,
});

export const post = (
  personId: string,
  unitCode: string,
  more: Partial<FeedAppointment> = {},
): FeedAppointment => ({
  id: `V-${personId}-${unitCode}`,
  personId,
  unitCode,
  title: "Chuyên viên",
  leaderRank: 0,
  kind: "primary",
  effectiveFrom: null,
  effectiveTo: null,
  decisionNo: null,
  decisionDate: null,
  ...more,
});

export const delivery = (id: string, more: Partial<FeedDelivery> = {}): FeedDelivery => ({
  id,
  source: "people.csv",
  mode: "full",
  declaredPeople: null,
  declaredUnits: null,
  loadedAt: NOW,
  loadedBy: "hr",
  ...more,
});

/** `{ A: 3 }` → unit A with people A1 to A3; the numbers may start elsewhere: `{ A: [4, 6] }` → A4 to A6. */
export function feedOf(agencies: Readonly<Record<string, number | readonly [number, number]>>): FeedSnapshot {
  const staff = Object.entries(agencies).flatMap(([code, range]) => {
    const [first, last] = typeof range === "number" ? [1, range] : range;
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => ({
      code,
      id: `${code}${first + at}`,
    }));
  });
  return {
    realm: "r",
    cursor: "1:1:",
    units: Object.keys(agencies).map((code) => unit(code)),
    people: staff.map(({ id }) => person(id)),
    appointments: staff.map(({ id, code }) => post(id, code)),
    delivery: null,
  };
}

export const certificateOf = (snapshot: FeedSnapshot, more: Partial<FeedInput> = {}): Certificate =>
  certifyFeed({
    snapshot,
    baseline: null,
    signs: NO_SIGNS,
    remembered: 0,
    repeatedRows: 0,
    limits: FeedLimits.parse({}),
    rulings: new Map(),
    now: NOW,
    ...more,
  });

/** What a sound feed leaves behind. */
export function baselineOf(snapshot: FeedSnapshot, now = NOW): FeedBaseline {
  const accepted = acceptedBaseline(certificateOf(snapshot), snapshot.delivery, now);
  if (accepted === null) throw new Error("the feed is not sound");
  return accepted;
}

/** `feed.shrunk` of the whole, `feed.shrunk A` of an agency. */
export const brokenIn = ({ judgements }: Certificate): string[] =>
  judgements.map(({ rule, agency }) => (agency === null ? rule : `${rule} ${agency}`));

/** The rules that the second feed breaks after the first. */
export const brokenAfter = (
  before: FeedSnapshot,
  after: FeedSnapshot,
  more: Partial<FeedInput> = {},
): string[] => brokenIn(certificateOf(after, { baseline: baselineOf(before), ...more }));

/** The same people and posts, seen through another hand. */
export const withPeople = (
  feed: FeedSnapshot,
  change: (row: FeedPerson, at: number) => FeedPerson,
): FeedSnapshot => ({
  ...feed,
  people: feed.people.map(change),
});
export const withPosts = (
  feed: FeedSnapshot,
  change: (row: FeedAppointment, at: number) => FeedAppointment,
): FeedSnapshot => ({ ...feed, appointments: feed.appointments.map(change) });
