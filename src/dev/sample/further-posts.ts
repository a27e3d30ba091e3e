/** Gives some people of the sample a second post: concurrent ones in their agency, secondments to another one. */
import type { FeedAppointment } from "../../model/feed.ts";
import type { Member } from "./generate-province.ts";
import { dayNumber, dayText } from "./sample-days.ts";
import type { SampleUnit } from "./sample-units.ts";
import type { SeededRandom } from "./seeded-random.ts";

const CONCURRENT_SHARE = 0.03;
const SECONDMENT_SHARE = 0.004;

const CONCURRENT_TITLES = [
  "Đầu mối công nghệ thông tin (kiêm nhiệm)",
  "Kế toán (kiêm nhiệm)",
  "Thủ quỹ (kiêm nhiệm)",
  "Văn thư - Lưu trữ (kiêm nhiệm)",
  "Công chức pháp chế (kiêm nhiệm)",
] as const;

/** In another unit of the same agency. */
export function concurrentPosts(
  members: readonly Member[],
  units: readonly SampleUnit[],
  random: SeededRandom,
): FeedAppointment[] {
  return chosen(members, CONCURRENT_SHARE, random).map((member) => {
    const { at } = member.post;
    const others = units.filter(
      ({ agency, unit, level }) => agency === at.agency && unit !== at.unit && level === "division",
    );
    return further(member, random.pick(others), "concurrent", random.pick(CONCURRENT_TITLES), "KN", random);
  });
}

/** In another agency, ended or still running. */
export function secondments(
  members: readonly Member[],
  units: readonly SampleUnit[],
  random: SeededRandom,
): FeedAppointment[] {
  return chosen(members, SECONDMENT_SHARE, random).map((member) => {
    const elsewhere = units.filter(
      ({ agency, level }) => agency !== member.post.at.agency && level === "division",
    );
    const post = further(
      member,
      random.pick(elsewhere),
      "secondment",
      "Chuyên viên (biệt phái)",
      "BP",
      random,
    );
    // One in two ended in time for the sample; the others have no end yet.
    return random.isTrue(0.5)
      ? post
      : { ...post, effectiveTo: dayText(dayNumber(post.effectiveFrom ?? "") + 90) };
  });
}

function chosen(members: readonly Member[], share: number, random: SeededRandom): Member[] {
  const candidates = members.filter(
    ({ person, post }) => person.status === "working" && post.leaderRank === 0,
  );
  return random.shuffle(candidates).slice(0, Math.round(members.length * share));
}

function further(
  member: Member,
  at: SampleUnit,
  kind: "concurrent" | "secondment",
  title: string,
  prefix: string,
  random: SeededRandom,
): FeedAppointment {
  const from = random.between(dayNumber("2023-01-03"), dayNumber("2025-03-01"));
  const registered = dayNumber(member.person.registeredAt?.slice(0, 10) ?? "");
  const started = Math.max(from, registered + 10);
  return {
    id: `${prefix}${member.person.id.slice(2)}`,
    personId: member.person.id,
    unitCode: at.unit.code,
    title,
    leaderRank: 0,
    kind,
    effectiveFrom: dayText(started),
    effectiveTo: null,
    decisionNo: `${random.between(11, 999)}/QĐ-SNV`,
    decisionDate: dayText(started - random.between(1, 15)),
  };
}
