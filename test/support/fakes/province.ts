/** Rows of a small province, with defaults for whatever a test does not care about. */
import { readFileSync } from "node:fs";
import type { FeedAppointment, FeedPerson, FeedUnit } from "../../../src/model/feed.ts";
import { type Profile, parseProfile } from "../../../src/naming/profile.ts";

const PROFILE_FILE = new URL("../../../config/profiles/soctrang.yaml", import.meta.url);

export const SOC_TRANG: Profile = readProfile();

export const REALM = {
  id: "soctrang",
  domain: "soctrang.gov.vn",
  suffix: "dc=soctrang,dc=gov,dc=vn",
} as const;
/** 08:00 in Sóc Trăng. */
export const NOW = "2026-11-21T01:00:00.000Z";
export const TODAY = "2026-11-21";

function readProfile(): Profile {
  const parsed = parseProfile(readFileSync(PROFILE_FILE, "utf8"), "soctrang.yaml");
  if ("problems" in parsed) throw new TypeError(JSON.stringify(parsed.problems));
  return parsed.profile;
}

export function unit(code: string, name: string, more: Partial<FeedUnit> = {}): FeedUnit {
  return {
    code,
    name,
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
  };
}

export function person(id: string, fullName: string, more: Partial<FeedPerson> = {}): FeedPerson {
  return {
    id,
    fullName,
    familyMiddleName: null,
    givenName: null,
    birthDate: null,
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
  };
}

export function post(
  personId: string,
  unitCode: string,
  more: Partial<FeedAppointment> = {},
): FeedAppointment {
  return {
    id: `${personId}@${unitCode}`,
    personId,
    unitCode,
    title: null,
    leaderRank: 0,
    kind: "primary",
    effectiveFrom: "2020-01-01",
    effectiveTo: null,
    decisionNo: null,
    decisionDate: null,
    ...more,
  };
}
