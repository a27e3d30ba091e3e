/** The HR office of the random walk: the rows it keeps of 50 people and 12 units, and what it once knew of them. */
import type { FeedAppointment, FeedPerson, FeedUnit } from "../../../src/model/feed.ts";
import type { FeedContent } from "../fakes/fake-feed.ts";
import { person, post, unit } from "../fakes/province.ts";

export interface HrOffice {
  readonly units: Map<string, FeedUnit>;
  readonly people: Map<string, FeedPerson>;
  readonly posts: Map<string, FeedAppointment>;
  /** Rows that were taken out, and rows as they were before somebody wrote a mistake into them. */
  readonly absent: Map<string, FeedPerson>;
  readonly rightPeople: Map<
    string,
    { readonly person: FeedPerson; readonly posts: readonly FeedAppointment[] }
  >;
  readonly rightUnits: Map<string, FeedUnit>;
  /** The mailbox name that people ask for, where the regulation has no rule for them. */
  readonly wishOf: (id: string) => string | null;
  /** Numbers posts and decisions. */
  count: number;
}

interface Establishment {
  readonly name: string;
  /** What it is called after a reform, and back again. */
  readonly otherName: string;
  readonly kind: FeedUnit["kind"];
  readonly parent: string | null;
}

/** Four agencies with divisions and communes: two departments, two districts. */
const ESTABLISHMENT = {
  SNV: { name: "Sở Nội vụ", otherName: "Sở Nội vụ và Lao động", kind: "department", parent: null },
  "SNV-TC": { name: "Phòng Tổ chức", otherName: "Phòng Cán bộ", kind: "division", parent: "SNV" },
  "SNV-HC": { name: "Phòng Hành chính", otherName: "Phòng Quản trị", kind: "division", parent: "SNV" },
  SYT: { name: "Sở Y tế", otherName: "Sở Y tế và Dân số", kind: "department", parent: null },
  "SYT-NV": { name: "Phòng Nghiệp vụ", otherName: "Phòng Dược", kind: "division", parent: "SYT" },
  HKS: { name: "UBND huyện Kế Sách", otherName: "UBND huyện Kế An", kind: "district", parent: null },
  "HKS-AL": { name: "xã An Lạc Thôn", otherName: "xã An Lạc", kind: "commune", parent: "HKS" },
  "HKS-TH": { name: "xã Thới An Hội", otherName: "xã Thới Hội", kind: "commune", parent: "HKS" },
  "HKS-NV": { name: "Phòng Nội vụ", otherName: "Phòng Nội chính", kind: "division", parent: "HKS" },
  HMT: { name: "UBND huyện Mỹ Tú", otherName: "UBND huyện Mỹ Thạnh", kind: "district", parent: null },
  "HMT-LH": { name: "xã Long Hưng", otherName: "xã Long Phú", kind: "commune", parent: "HMT" },
  "HMT-YT": { name: "Phòng Y tế", otherName: "Phòng Y dược", kind: "division", parent: "HMT" },
} as const satisfies Record<string, Establishment>;

export type UnitCode = keyof typeof ESTABLISHMENT;
export const UNIT_CODES = Object.keys(ESTABLISHMENT) as UnitCode[];
export const establishmentOf = (code: UnitCode): Establishment => ESTABLISHMENT[code];

export const PERSON_IDS = Array.from({ length: 50 }, (_, index) => `p${String(index + 1).padStart(2, "0")}`);

/** Few letters among many names: most get the same address by the rule. Two a person must look at first. */
export const NAMES = [
  "Nguyễn Văn An",
  "Nguyễn Việt An",
  "Ngô Vĩnh An",
  "Nguyễn Vũ Hoài An",
  "Trần Thị Bình",
  "Trần Thanh Bình",
  "Tạ Thị Bình",
  "Lê Hoàng Phúc",
  "Lê Hồng Phúc",
  "Đặng Hoà",
  "Đỗ Huệ",
  "Thạch Sa Rây",
  "K'Rẻm",
  "Nguyễn Thị Lan B",
  "Sên",
] as const;

export const BIRTH_DATES = ["1970-02-03", "1981-11-30", "1990-05-19", null] as const;

/** Before the walk begins: all units stand, and half of the people have a post. */
export function openHrOffice(wishOf: HrOffice["wishOf"] = () => null): HrOffice {
  const office: HrOffice = {
    units: new Map(),
    people: new Map(),
    posts: new Map(),
    absent: new Map(),
    rightPeople: new Map(),
    rightUnits: new Map(),
    wishOf,
    count: 0,
  };
  for (const code of UNIT_CODES) {
    const { name, kind, parent } = establishmentOf(code);
    office.units.set(code, unit(code, name, { kind, parentCode: parent, decisionNo: `TL/${code}` }));
  }
  for (const [index, id] of PERSON_IDS.slice(0, 25).entries()) {
    const unitCode = UNIT_CODES[index % UNIT_CODES.length] as UnitCode;
    const rank = index < UNIT_CODES.length ? 1 : 0;
    const name = NAMES[index % NAMES.length] as string;
    const birthDate = BIRTH_DATES[index % BIRTH_DATES.length] ?? null;
    const requestedLocalPart = wishOf(id);
    office.people.set(id, person(id, name, { birthDate, requestedLocalPart, decisionNo: `TD/${id}` }));
    office.posts.set(id, post(id, unitCode, { id, leaderRank: rank, decisionNo: `BN/${id}` }));
    const held = office.units.get(unitCode);
    if (rank === 1 && held !== undefined) office.units.set(unitCode, { ...held, headPersonId: id });
  }
  return office;
}

export function feedContent(office: HrOffice): FeedContent {
  return {
    units: [...office.units.values()],
    people: [...office.people.values()],
    appointments: [...office.posts.values()],
  };
}
