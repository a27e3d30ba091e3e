/** What an event does to the rows that the HR office keeps. */
import type { FeedAppointment, FeedPerson, FeedUnit } from "../../../src/model/feed.ts";
import { person, post } from "../fakes/province.ts";
import { establishmentOf, type HrOffice, PERSON_IDS, UNIT_CODES, type UnitCode } from "./hr-office.ts";
import type { WalkEvent } from "./walk-event.ts";

type EventOf<Kind extends WalkEvent["kind"]> = Extract<WalkEvent, { kind: Kind }>;

function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
}

/**
 * Happens to the next person or unit where it cannot happen to the one that is named.
 * @returns what happened, in words; null when it cannot happen at all now, or is none of HR's business
 */
export function playFeedEvent(office: HrOffice, event: WalkEvent, today: string): string | null {
  for (const variant of variantsOf(event)) {
    const line = playExactly(office, variant, today);
    if (line !== null) return line;
  }
  return null;
}

function* variantsOf(event: WalkEvent): Generator<WalkEvent> {
  if ("id" in event && event.id !== null && event.kind !== "head") {
    for (const id of rotated(PERSON_IDS, event.id)) yield { ...event, id };
  } else if ("unit" in event) {
    for (const unit of rotated(UNIT_CODES, event.unit)) yield { ...event, unit };
  }
}

/** The list from `start` on, then its beginning. */
export function rotated<T>(list: readonly T[], start: T): readonly T[] {
  const at = list.indexOf(start);
  return [...list.slice(at), ...list.slice(0, at)];
}

function playExactly(office: HrOffice, event: WalkEvent, today: string): string | null {
  switch (event.kind) {
    case "hire":
      return hire(office, event, today);
    case "transfer":
      return transfer(office, event, today);
    case "second post":
      return secondPost(office, event, today);
    case "end post":
      return endPost(office, event, today);
    case "status":
      return changeStatus(office, event, today);
    case "rename":
    case "another person":
      return rename(office, event);
    case "drop row":
    case "row is back":
      return dropOrReturn(office, event);
    case "wrong person":
      return mistake(office, event, today);
    case "correct person":
      return correctPerson(office, event);
    case "head":
      return setHead(office, event);
    case "rename unit":
    case "move unit":
    case "wrong unit":
    case "correct unit":
      return alterUnit(office, event);
    case "dissolve":
    case "split":
    case "re-establish":
      return reform(office, event, today);
    case "answer":
    case "by hand":
    case "clock jumps back":
    case "collect":
    case "delegate":
    case "end order":
    case "order":
    case "purge what is over":
    case "quota":
    case "sign in":
      return null;
  }
}

const nextNumber = (office: HrOffice): number => {
  office.count += 1;
  return office.count;
};
const decision = (office: HrOffice) => ({ decisionNo: `QD/${nextNumber(office)}` });
const fromDay = (day: string): string => `from ${day}`;

const LEFT = new Set<FeedPerson["status"]>(["left_province", "retired", "resigned", "dismissed", "deceased"]);

function primaryOf(office: HrOffice, id: string): FeedAppointment | undefined {
  const primaries = [...office.posts.values()].filter((one) => one.personId === id && one.kind === "primary");
  return primaries.toSorted((a, b) => ((a.effectiveFrom ?? "") < (b.effectiveFrom ?? "") ? 1 : -1))[0];
}

function addPost(office: HrOffice, id: string, unit: string, more: Partial<FeedAppointment>): void {
  const postId = `${id}/${nextNumber(office)}`;
  office.posts.set(postId, post(id, unit, { ...more, ...decision(office), id: postId }));
}

function hire(office: HrOffice, event: EventOf<"hire">, today: string): string | null {
  const { id, name, born, unit, rank } = event;
  const known = office.people.get(id);
  if (office.absent.has(id) || (known !== undefined && !LEFT.has(known.status))) return null;
  const day = dayAfter(today, event.in);
  if (known === undefined) {
    const more = { birthDate: born, requestedLocalPart: office.wishOf(id), ...decision(office) };
    office.people.set(id, person(id, name, more));
  } else {
    office.people.set(id, { ...known, status: "working", statusFrom: day, ...decision(office) });
    for (const one of office.posts.values()) if (one.personId === id) office.posts.delete(one.id);
  }
  addPost(office, id, unit, { leaderRank: rank, effectiveFrom: day });
  return `${known === undefined ? `hire ${id} ${name} (${born})` : `rehire ${id}`} → ${unit} rank ${rank} ${fromDay(day)}`;
}

function transfer(office: HrOffice, event: EventOf<"transfer">, today: string): string | null {
  const old = primaryOf(office, event.id);
  if (!office.people.has(event.id) || old === undefined || old.unitCode === event.unit) return null;
  const day = dayAfter(today, event.in);
  if (event.endsOld) office.posts.set(old.id, { ...old, effectiveTo: day });
  addPost(office, event.id, event.unit, { leaderRank: old.leaderRank, effectiveFrom: day });
  const how = event.endsOld ? "" : ", old post never ended";
  return `transfer ${event.id} ${old.unitCode} → ${event.unit} ${fromDay(day)}${how}`;
}

function secondPost(office: HrOffice, event: EventOf<"second post">, today: string): string | null {
  if (!office.people.has(event.id)) return null;
  const effectiveFrom = dayAfter(today, event.in);
  const effectiveTo = event.days === null ? null : dayAfter(effectiveFrom, event.days);
  const facts = { kind: event.as, leaderRank: event.rank, title: "Phó phòng", effectiveFrom, effectiveTo };
  addPost(office, event.id, event.unit, facts);
  return `${event.as} post of ${event.id} in ${event.unit} ${fromDay(effectiveFrom)} to ${effectiveTo}`;
}

function endPost(office: HrOffice, event: EventOf<"end post">, today: string): string | null {
  const open = [...office.posts.values()].find(
    ({ personId, kind, effectiveTo }) =>
      personId === event.id && effectiveTo === null && (kind === "primary") === (event.which === "primary"),
  );
  if (open === undefined) return null;
  const day = dayAfter(today, event.in);
  office.posts.set(open.id, { ...open, effectiveTo: day });
  return `end ${open.kind} post of ${event.id} in ${open.unitCode} on ${day}`;
}

function changeStatus(office: HrOffice, event: EventOf<"status">, today: string): string | null {
  const row = office.people.get(event.id);
  if (row === undefined || row.status === event.status) return null;
  const statusFrom = dayAfter(today, event.in);
  office.people.set(event.id, { ...row, status: event.status, statusFrom, ...decision(office) });
  return `${event.id} is ${event.status} ${fromDay(statusFrom)}`;
}

function rename(office: HrOffice, event: EventOf<"rename" | "another person">): string | null {
  const row = office.people.get(event.id);
  if (row === undefined || row.fullName === event.name) return null;
  const birthDate = event.kind === "rename" ? row.birthDate : event.born;
  office.people.set(event.id, { ...row, fullName: event.name, birthDate, ...decision(office) });
  return `${event.id} ${row.fullName} (${row.birthDate}) becomes ${event.name} (${birthDate})`;
}

function dropOrReturn(office: HrOffice, event: EventOf<"drop row" | "row is back">): string | null {
  const [from, to] =
    event.kind === "drop row" ? [office.people, office.absent] : [office.absent, office.people];
  const row = from.get(event.id);
  if (row === undefined) return null;
  from.delete(event.id);
  to.set(event.id, row);
  return `the row of ${event.id} ${event.kind === "drop row" ? "is gone" : "is back"}`;
}

function mistake(office: HrOffice, event: EventOf<"wrong person">, today: string): string | null {
  const { id, how } = event;
  const row = office.people.get(id);
  if (row === undefined || office.rightPeople.has(id)) return null;
  const posts = [...office.posts.values()].filter(({ personId }) => personId === id);
  const primary = primaryOf(office, id);
  if (primary === undefined) return null;
  office.rightPeople.set(id, { person: row, posts });
  if (how === "letters") office.people.set(id, { ...row, fullName: "Nguy?n V?n An" });
  if (how === "phone") office.people.set(id, { ...row, phone: "không có" });
  if (how === "unit") office.posts.set(primary.id, { ...primary, unitCode: "KHONG-CO" });
  if (how === "no post") for (const one of posts) office.posts.delete(one.id);
  if (how === "two posts") {
    office.posts.set(primary.id, { ...primary, effectiveFrom: today, effectiveTo: null });
    addPost(office, id, primary.unitCode === "SYT" ? "SNV" : "SYT", { effectiveFrom: today });
  }
  return `a mistake in the row of ${id}: ${how}`;
}

function correctPerson(office: HrOffice, event: EventOf<"correct person">): string | null {
  const right = office.rightPeople.get(event.id);
  if (right === undefined || !office.people.has(event.id)) return null;
  office.rightPeople.delete(event.id);
  office.people.set(event.id, right.person);
  for (const one of office.posts.values()) if (one.personId === event.id) office.posts.delete(one.id);
  for (const one of right.posts) office.posts.set(one.id, one);
  return `the rows of ${event.id} are as they were`;
}

function setHead(office: HrOffice, event: EventOf<"head">): string | null {
  const row = office.units.get(event.unit);
  if (row === undefined || row.headPersonId === event.id) return null;
  office.units.set(event.unit, { ...row, headPersonId: event.id, ...decision(office) });
  return `head of ${event.unit}: ${row.headPersonId} → ${event.id}`;
}

function alterUnit(
  office: HrOffice,
  event: EventOf<"rename unit" | "move unit" | "wrong unit" | "correct unit">,
): string | null {
  const { unit: code } = event;
  const row = office.units.get(code);
  if (row === undefined) return null;
  if (event.kind === "rename unit") {
    const { name, otherName } = establishmentOf(code);
    const next = row.name === name ? otherName : name;
    office.units.set(code, { ...row, name: next, ...decision(office) });
    return `${code} is called ${next}`;
  }
  if (event.kind === "move unit") {
    if (event.below === row.parentCode || isBelow(office, event.below, code)) return null;
    office.units.set(code, { ...row, parentCode: event.below, ...decision(office) });
    return `${code} moves from below ${row.parentCode} to below ${event.below}`;
  }
  if (event.kind === "correct unit") {
    const right = office.rightUnits.get(code);
    if (right === undefined) return null;
    office.rightUnits.delete(code);
    office.units.set(code, right);
    return `the row of ${code} is as it was`;
  }
  if (office.rightUnits.has(code)) return null;
  office.rightUnits.set(code, row);
  const wrong = { parent: { parentCode: "KHONG-CO" }, circle: { parentCode: code }, name: { name: "???" } };
  office.units.set(code, { ...row, ...wrong[event.how] });
  return `a mistake in the row of ${code}: ${event.how}`;
}

/** Whether `code` is `top` or somewhere below it: nothing may be put below itself. */
function isBelow(office: HrOffice, code: string | null, top: string): boolean {
  const seen = new Set<string>();
  for (let at = code; at !== null && !seen.has(at); at = office.units.get(at)?.parentCode ?? null) {
    if (at === top) return true;
    seen.add(at);
  }
  return false;
}

function reform(
  office: HrOffice,
  event: EventOf<"dissolve" | "split" | "re-establish">,
  today: string,
): string | null {
  const { unit: code } = event;
  const row = office.units.get(code);
  if (row === undefined) return null;
  const isStanding = row.status === "active" && row.effectiveTo === null;
  if (event.kind === "re-establish") {
    if (isStanding) return null;
    const back: FeedUnit = { ...row, status: "active", effectiveTo: null, successorCode: null };
    office.units.set(code, { ...back, ...decision(office) });
    return `${code} is established again`;
  }
  if (event.into === code || !isStanding) return null;
  if (event.kind === "split") return splitUnit(office, code, event.into, today);
  const day = dayAfter(today, event.in);
  const end = event.how === "day" ? { effectiveTo: day } : { status: "dissolved" as const };
  office.units.set(code, { ...row, ...end, successorCode: event.into, ...decision(office) });
  return `${code} is dissolved into ${event.into} ${event.how === "day" ? `on ${day}` : "at once"}`;
}

function splitUnit(office: HrOffice, code: UnitCode, into: UnitCode, today: string): string | null {
  const held = [...office.posts.values()].filter((one) => one.unitCode === code && one.effectiveTo === null);
  const leaving = held.filter((_, index) => index % 2 === 1);
  if (leaving.length === 0) return null;
  for (const one of leaving) {
    office.posts.set(one.id, { ...one, effectiveTo: today });
    const { kind, leaderRank, title } = one;
    addPost(office, one.personId, into, { kind, leaderRank, title, effectiveFrom: today });
  }
  return `${code} is split: ${leaving.map(({ personId }) => personId).join(", ")} go to ${into}`;
}
