/** Makes the sample province: the real places of Sóc Trăng before July 2025, with invented people. */
import type { FeedAppointment, FeedPerson, FeedUnit } from "../../model/feed.ts";
import { concurrentPosts, secondments } from "./further-posts.ts";
import { leadersOf, planPosts, planStaff, type SamplePost } from "./plan-posts.ts";
import { dayNumber, dayText, yearsLater } from "./sample-days.ts";
import { drawName } from "./sample-names.ts";
import { type SampleUnit, sampleUnits } from "./sample-units.ts";
import { createSeededRandom, type SeededRandom } from "./seeded-random.ts";

export interface Province {
  readonly units: readonly FeedUnit[];
  readonly people: readonly FeedPerson[];
  readonly appointments: readonly FeedAppointment[];
}

export interface ProvinceOptions {
  readonly seed: number;
  readonly people: number;
}

/** The regulation came into force on this day: nobody had an address by its rules before. */
const FIRST_REGISTRATION = dayNumber("2014-10-06");
const LAST_REGISTRATION = dayNumber("2025-05-30");
/** Staff of that time were registered within the first months. */
const FIRST_WAVE_DAYS = 150;
const FIRST_WAVE_SHARE = 0.6;

/** Nobody of the sample had reached retirement age by its end, except those who are drawn to be retired. */
const LEADERS_BORN = [dayNumber("1966-01-01"), dayNumber("1984-12-31")] as const;
const STAFF_BORN = [dayNumber("1968-01-01"), dayNumber("2001-12-31")] as const;

/** The same options give the same province, byte for byte. */
export function generateProvince({ seed, people: count }: ProvinceOptions): Province {
  const random = createSeededRandom(seed);
  const units = sampleUnits();
  return peopled(units, planPosts(units, count, random), 0, random);
}

/**
 * A province part by part, so that a million people need little memory: units and their leaders come with the first
 * part, staff alone with the others. A small one has fewer agencies, so that at least half of its people lead nothing.
 * @param size people of a part, at least as many as there are leaders
 */
export function* provinceParts(
  { seed, people: count }: ProvinceOptions,
  size: number,
): Generator<Province, void> {
  const random = createSeededRandom(seed);
  const units = unitsLedBy(count / 2);
  yield peopled(units, planPosts(units, Math.min(size, count), random), 0, random);
  for (let done = size; done < count; done += size) {
    const posts = planStaff(units, Math.min(size, count - done), random);
    const { people, appointments } = peopled(units, posts, done, random);
    yield { units: [], people, appointments };
  }
}

/** Whole agencies in their order, as long as they need no more leaders than this; the first one in any case. */
function unitsLedBy(most: number): SampleUnit[] {
  const byAgency = Map.groupBy(sampleUnits(), ({ agency }) => agency);
  const chosen: SampleUnit[] = [];
  let leaders = 0;
  for (const units of byAgency.values()) {
    leaders += units.reduce((sum, unit) => sum + leadersOf(unit), 0);
    if (leaders > most && chosen.length > 0) break;
    chosen.push(...units);
  }
  return chosen;
}

/** @param before how many people there are already: their numbers go on from there */
function peopled(
  units: readonly SampleUnit[],
  posts: readonly SamplePost[],
  before: number,
  random: SeededRandom,
): Province {
  const members = random.shuffle(posts).map((post, index) => makeMember(post, before + index + 1, random));
  applyDepartures(members, random);
  const heads = new Map(
    members.filter(({ post }) => post.isHead).map(({ post, person }) => [post.at.unit.code, person.id]),
  );
  const primary = members.map(({ appointment }) => appointment);
  const further = [...concurrentPosts(members, units, random), ...secondments(members, units, random)];
  return {
    units: units.map(({ unit }) => ({ ...unit, headPersonId: heads.get(unit.code) ?? null })),
    people: members.map(({ person }) => person),
    appointments: [...primary, ...further],
  };
}

/** A person with the primary post. */
export interface Member {
  readonly post: SamplePost;
  person: FeedPerson;
  appointment: FeedAppointment;
}

function makeMember(post: SamplePost, number: number, random: SeededRandom): Member {
  const name = drawName(random);
  const digits = String(number).padStart(6, "0");
  const isLeader = post.leaderRank > 0;
  const born = random.between(...(isLeader ? LEADERS_BORN : STAFF_BORN));
  const hired =
    Math.min(yearsLater(born, random.between(23, 28)), LAST_REGISTRATION - 60) + random.between(0, 20);
  const registered = Math.max(hired + random.between(3, 40), registrationDay(random));
  const started = isLeader ? random.between(Math.max(hired, registered - 1_500), registered - 2) : hired;
  const decision = {
    decisionNo: `${random.between(11, 999)}/QĐ-${post.at.decidedBy === "Sở Nội vụ" ? "SNV" : "UBND"}`,
    decisionDate: dayText(started - random.between(1, 15)),
  };
  const person: FeedPerson = {
    id: `ST${digits}`,
    fullName: [name.familyName, name.middleName, name.givenName].filter((part) => part !== "").join(" "),
    familyMiddleName: null,
    givenName: null,
    birthDate: dayText(born),
    gender: name.gender,
    // Sóc Trăng's area code and a block that no subscriber has.
    phone: `0299 000 ${digits.slice(-4)}`,
    staffClass: post.staffClass,
    status: "working",
    statusFrom: null,
    registeredAt: registrationTime(registered, random),
    requestedLocalPart: null,
    mailboxExtension: null,
    ...decision,
    decidedBy: post.at.decidedBy,
  };
  const appointment: FeedAppointment = {
    id: `BN${digits}`,
    personId: person.id,
    unitCode: post.at.unit.code,
    title: post.title,
    leaderRank: post.leaderRank,
    kind: "primary",
    effectiveFrom: dayText(started),
    effectiveTo: null,
    ...decision,
  };
  return { post, person, appointment };
}

function registrationDay(random: SeededRandom): number {
  return random.isTrue(FIRST_WAVE_SHARE)
    ? FIRST_REGISTRATION + random.between(0, FIRST_WAVE_DAYS)
    : random.between(FIRST_REGISTRATION + FIRST_WAVE_DAYS, LAST_REGISTRATION);
}

/** In office hours, which all lie on the same day in UTC: 07:00 in Vietnam is midnight there. */
function registrationTime(day: number, random: SeededRandom): string {
  const minutes = random.between(30, 9 * 60 + 29);
  const [hour, minute] = [Math.floor(minutes / 60), minutes % 60].map((part) =>
    String(part).padStart(2, "0"),
  );
  return `${dayText(day)}T${hour}:${minute}:${String(random.between(0, 59)).padStart(2, "0")}.000Z`;
}

interface Departure {
  readonly status: Exclude<FeedPerson["status"], "working">;
  readonly share: number;
  readonly endsPost: boolean;
}

const DEPARTURES: readonly Departure[] = [
  { status: "retired", share: 0.012, endsPost: true },
  { status: "resigned", share: 0.0045, endsPost: true },
  { status: "left_province", share: 0.0025, endsPost: true },
  { status: "deceased", share: 0.001, endsPost: true },
  { status: "dismissed", share: 0.0005, endsPost: true },
  { status: "long_leave", share: 0.006, endsPost: false },
  { status: "duty_suspended", share: 0.0025, endsPost: false },
];

/** Age of retirement for men; women a little earlier, as the law had it. */
const RETIREMENT_AGE = { male: 60, female: 55 } as const;

/** Some of those who lead nothing are no longer at work; whoever left holds the post no more. */
function applyDepartures(members: readonly Member[], random: SeededRandom): void {
  const candidates = random.shuffle(members.filter(({ post }) => post.leaderRank === 0));
  for (const { status, share, endsPost } of DEPARTURES) {
    for (const member of candidates.splice(0, Math.round(members.length * share))) {
      const registered = dayNumber(member.person.registeredAt?.slice(0, 10) ?? "");
      const from = Math.max(
        registered + 30,
        random.between(dayNumber("2024-01-01"), dayNumber("2025-06-20")),
      );
      const retirementAge = RETIREMENT_AGE[member.person.gender === "female" ? "female" : "male"];
      const birthDate =
        status === "retired" ? dayText(yearsLater(from, -retirementAge)) : member.person.birthDate;
      member.person = { ...member.person, birthDate, status, statusFrom: dayText(from) };
      if (endsPost) member.appointment = { ...member.appointment, effectiveTo: dayText(from) };
    }
  }
}
