/** The HR feed as danhba reads it: one consistent snapshot of `hr.*` for one realm (design.md §3). */

export const UNIT_KINDS = [
  "department",
  "district",
  "town",
  "city",
  "commune",
  "ward",
  "township",
  "special_zone",
  "division",
  "other",
] as const;
export type UnitKind = (typeof UNIT_KINDS)[number];

export const STAFF_CLASSES = ["can_bo", "cong_chuc", "vien_chuc", "nguoi_lao_dong"] as const;
export type StaffClass = (typeof STAFF_CLASSES)[number];

export const PERSON_STATUSES = [
  "working",
  "duty_suspended",
  "long_leave",
  "left_province",
  "retired",
  "resigned",
  "dismissed",
  "deceased",
] as const;
export type PersonStatus = (typeof PERSON_STATUSES)[number];

export const APPOINTMENT_KINDS = ["primary", "concurrent", "secondment"] as const;
export type AppointmentKind = (typeof APPOINTMENT_KINDS)[number];

/** A day as `yyyy-mm-dd`; it acts at 00:00 Asia/Ho_Chi_Minh. */
export type Day = string;
/** An instant as ISO 8601 in UTC. */
export type Instant = string;

export interface FeedUnit {
  readonly code: string;
  readonly name: string;
  readonly kind: UnitKind;
  readonly parentCode: string | null;
  readonly mailboxName: string | null;
  readonly headPersonId: string | null;
  readonly status: "active" | "dissolved";
  readonly successorCode: string | null;
  readonly effectiveFrom: Day | null;
  readonly effectiveTo: Day | null;
  readonly decisionNo: string | null;
  readonly decisionDate: Day | null;
}

export interface FeedPerson {
  readonly id: string;
  readonly fullName: string;
  readonly familyMiddleName: string | null;
  readonly givenName: string | null;
  readonly birthDate: Day | null;
  readonly gender: string | null;
  readonly phone: string | null;
  readonly staffClass: StaffClass | null;
  readonly status: PersonStatus;
  readonly statusFrom: Day | null;
  readonly registeredAt: Instant | null;
  readonly requestedLocalPart: string | null;
  readonly mailboxExtension: string | null;
  readonly decisionNo: string | null;
  readonly decisionDate: Day | null;
  readonly decidedBy: string | null;
}

export interface FeedAppointment {
  readonly id: string;
  readonly personId: string;
  readonly unitCode: string;
  readonly title: string | null;
  /** 0 = not a leader, 1 = highest. */
  readonly leaderRank: number;
  readonly kind: AppointmentKind;
  readonly effectiveFrom: Day | null;
  readonly effectiveTo: Day | null;
  readonly decisionNo: string | null;
  readonly decisionDate: Day | null;
}

export interface FeedDelivery {
  readonly id: string;
  readonly source: string;
  readonly mode: "full" | "delta";
  readonly declaredPeople: number | null;
  readonly declaredUnits: number | null;
  readonly loadedAt: Instant;
  readonly loadedBy: string;
}

export interface FeedSnapshot {
  readonly realm: string;
  /** `pg_current_snapshot()` of the reading transaction: which changes this snapshot has seen. */
  readonly cursor: string;
  readonly units: readonly FeedUnit[];
  readonly people: readonly FeedPerson[];
  readonly appointments: readonly FeedAppointment[];
  /** The newest delivery, or null when rows were written without one. */
  readonly delivery: FeedDelivery | null;
}
