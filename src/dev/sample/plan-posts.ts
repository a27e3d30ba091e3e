/** Says which primary posts the sample province has: a head for every unit, then deputies, then staff. */
import type { StaffClass } from "../../model/feed.ts";
import type { SampleUnit } from "./sample-units.ts";
import type { SeededRandom } from "./seeded-random.ts";

export interface SamplePost {
  readonly at: SampleUnit;
  readonly title: string;
  /** 1 head and 2 deputy of an agency, 3 head and 4 deputy of a division or commune, 0 staff. */
  readonly leaderRank: number;
  readonly isHead: boolean;
  readonly staffClass: StaffClass;
}

const LEADER_RANKS = {
  department: [1, 2],
  district: [1, 2],
  division: [3, 4],
  commune: [3, 4],
} as const satisfies Record<SampleUnit["level"], readonly [head: number, deputy: number]>;

const DEPUTIES = { department: 3, district: 2, division: 1, commune: 1 } as const;

/** How much staff a unit has compared with others; agencies have theirs in their divisions. */
const STAFF_WEIGHTS = { department: 0, district: 0, division: 3, commune: 5 } as const;

/** How many people lead this unit. */
export const leadersOf = ({ level }: SampleUnit): number => 1 + DEPUTIES[level];

/** Heads of all units, then all deputies, then staff, until there are `count`. */
export function planPosts(units: readonly SampleUnit[], count: number, random: SeededRandom): SamplePost[] {
  const heads = units.map((at) => leader(at, true));
  const deputies = units.flatMap((at) => Array.from({ length: DEPUTIES[at.level] }, () => leader(at, false)));
  const staff = planStaff(units, Math.max(0, count - heads.length - deputies.length), random);
  return [...heads, ...deputies, ...staff].slice(0, count);
}

/** Posts that lead nothing. */
export function planStaff(units: readonly SampleUnit[], count: number, random: SeededRandom): SamplePost[] {
  const places = units.flatMap((at) => Array.from({ length: STAFF_WEIGHTS[at.level] }, () => at));
  return Array.from({ length: count }, () => employee(random.pick(places), random));
}

function leader(at: SampleUnit, isHead: boolean): SamplePost {
  const [head, deputy] = LEADER_RANKS[at.level];
  const isElected = at.level === "district" || at.level === "commune";
  return {
    at,
    title: isHead ? at.headTitle : at.deputyTitle,
    leaderRank: isHead ? head : deputy,
    isHead,
    staffClass: isElected ? "can_bo" : at.unit.name.startsWith("Trung tâm") ? "vien_chuc" : "cong_chuc",
  };
}

type Job = readonly [title: string, staffClass: StaffClass];

const DIVISION_JOBS: readonly Job[] = [
  ["Chuyên viên", "cong_chuc"],
  ["Chuyên viên", "cong_chuc"],
  ["Chuyên viên", "cong_chuc"],
  ["Chuyên viên chính", "cong_chuc"],
  ["Cán sự", "cong_chuc"],
];
const OFFICE_JOBS: readonly Job[] = [
  ["Chuyên viên", "cong_chuc"],
  ["Kế toán", "cong_chuc"],
  ["Văn thư - Lưu trữ", "cong_chuc"],
  ["Quản trị mạng", "vien_chuc"],
  ["Lái xe", "nguoi_lao_dong"],
];
const INSPECTION_JOBS: readonly Job[] = [
  ["Thanh tra viên", "cong_chuc"],
  ["Chuyên viên", "cong_chuc"],
];
const CENTRE_JOBS: readonly Job[] = [
  ["Viên chức", "vien_chuc"],
  ["Kỹ sư", "vien_chuc"],
];
const COMMUNE_JOBS: readonly Job[] = [
  ["Công chức Văn phòng - Thống kê", "cong_chuc"],
  ["Công chức Tài chính - Kế toán", "cong_chuc"],
  ["Công chức Tư pháp - Hộ tịch", "cong_chuc"],
  ["Công chức Văn hóa - Xã hội", "cong_chuc"],
  ["Công chức Địa chính - Xây dựng", "cong_chuc"],
  ["Chỉ huy trưởng Quân sự", "cong_chuc"],
  ["Chủ tịch Hội Nông dân", "can_bo"],
  ["Bí thư Đoàn Thanh niên", "can_bo"],
  ["Văn thư", "nguoi_lao_dong"],
];

function employee(at: SampleUnit, random: SeededRandom): SamplePost {
  const [title, staffClass] = random.pick(jobsOf(at));
  return { at, title, leaderRank: 0, isHead: false, staffClass };
}

function jobsOf({ level, unit }: SampleUnit): readonly Job[] {
  if (level === "commune") return COMMUNE_JOBS;
  if (unit.name.startsWith("Văn phòng")) return OFFICE_JOBS;
  if (unit.name.startsWith("Thanh tra")) return INSPECTION_JOBS;
  return unit.name.startsWith("Trung tâm") ? CENTRE_JOBS : DIVISION_JOBS;
}
