import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { generateProvince } from "../../../../src/dev/sample/generate-province.ts";
import { provinceCsv, SAMPLE_FILES } from "../../../../src/dev/sample/province-csv.ts";
import { SAMPLE_FOLDER, SHIPPED_SAMPLE } from "../../../../src/dev/sample/write-sample.ts";
import { parseDelivery } from "../../../../src/feed/parse-delivery.ts";
import type { FeedUnit } from "../../../../src/model/feed.ts";

const province = generateProvince(SHIPPED_SAMPLE);
const { units, people, appointments } = province;
const idsOf = (items: readonly { readonly id: string }[]) => items.map(({ id }) => id);

describe("the sample province", () => {
  it("is the same for the same seed, byte for byte as shipped", () => {
    const files = provinceCsv(generateProvince(SHIPPED_SAMPLE));
    for (const name of SAMPLE_FILES) {
      const shipped = readFileSync(join(SAMPLE_FOLDER, name), "utf8");
      expect(files[name] === shipped, `${name} differs: write the sample anew`).toBe(true);
    }
  });

  it("is another one for another seed", () => {
    const other = provinceCsv(generateProvince({ ...SHIPPED_SAMPLE, seed: 1 }));
    expect(other["people.csv"] === provinceCsv(province)["people.csv"]).toBe(false);
  });

  it("has as many people as asked for", () => {
    for (const count of [10, 500, 5_000]) {
      expect(generateProvince({ seed: 1, people: count }).people).toHaveLength(count);
    }
  });

  it("comes back from its own files unchanged", () => {
    const files = Object.entries(provinceCsv(province)).map(([name, text]) => ({
      name,
      bytes: Buffer.from(text),
    }));
    const { tables } = parseDelivery(files);
    expect(tables?.map(({ rows }) => rows)).toEqual([units, people, appointments]);
  });

  it("holds all places of Sóc Trăng before July 2025 and some twenty departments", () => {
    const count = (...kinds: string[]) => units.filter(({ kind }) => kinds.includes(kind)).length;
    expect(count("district", "town", "city")).toBe(11);
    expect(count("commune", "ward", "township")).toBe(108);
    expect(count("department")).toBe(21);
    expect(people).toHaveLength(2_000);
  });

  it("has unique keys, and every reference resolves", () => {
    const codes = new Set(units.map(({ code }) => code));
    const persons = new Set(idsOf(people));
    expect(codes.size).toBe(units.length);
    expect(persons.size).toBe(people.length);
    expect(new Set(idsOf(appointments)).size).toBe(appointments.length);
    expect(units.filter(({ parentCode }) => parentCode !== null && !codes.has(parentCode))).toEqual([]);
    expect(units.filter(({ headPersonId }) => headPersonId === null || !persons.has(headPersonId))).toEqual(
      [],
    );
    expect(
      appointments.filter(({ personId, unitCode }) => !persons.has(personId) || !codes.has(unitCode)),
    ).toEqual([]);
  });

  it("gives everyone exactly one primary post, which has ended for those who left and for nobody else", () => {
    const primary = appointments.filter(({ kind }) => kind === "primary");
    const byPerson = new Map(primary.map((post) => [post.personId, post]));
    expect(primary).toHaveLength(people.length);
    expect(byPerson.size).toBe(people.length);
    const stillThere = new Set(["working", "long_leave", "duty_suspended"]);
    for (const { id, status, statusFrom } of people) {
      expect(byPerson.get(id)?.effectiveTo ?? null, id).toBe(stillThere.has(status) ? null : statusFrom);
    }
  });

  it("has every unit led by somebody who works there", () => {
    const working = new Set(idsOf(people.filter(({ status }) => status === "working")));
    for (const { code, headPersonId } of units) {
      const post = appointments.find(({ personId, kind }) => personId === headPersonId && kind === "primary");
      expect(post?.unitCode).toBe(code);
      expect([1, 3]).toContain(post?.leaderRank);
      expect(working.has(headPersonId ?? "")).toBe(true);
    }
  });

  it("has concurrent posts, secondments and people who are not at work", () => {
    const kinds = appointments.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "concurrent")).toHaveLength(60);
    expect(kinds.filter((kind) => kind === "secondment")).toHaveLength(8);
    expect(new Set(people.map(({ status }) => status)).size).toBe(8);
    expect(people.filter(({ status }) => status === "working")).toHaveLength(1_942);
  });

  it("puts days in the order of a life", () => {
    for (const { id, birthDate, registeredAt, decisionDate, statusFrom } of people) {
      const days = [birthDate, decisionDate, registeredAt?.slice(0, 10), statusFrom].filter(
        (day) => day != null,
      );
      expect(days, id).toEqual(days.toSorted());
    }
    for (const { id, decisionDate, effectiveFrom, effectiveTo } of appointments) {
      const days = [decisionDate, effectiveFrom, effectiveTo].filter((day) => day != null);
      expect(days, id).toEqual(days.toSorted());
    }
  });

  it("leaves exactly one pair of units with one mailbox name by the rule (Đ.3.1), to be decided", () => {
    const names = Map.groupBy(units, (unit) => mailboxName(unit));
    const shared = [...names.values()].filter((sharing) => sharing.length > 1);
    expect(shared.map((sharing) => sharing.map(({ name }) => name))).toEqual([["xã Lạc Hòa", "xã Lai Hòa"]]);
  });

  it("decides mailbox names with a document only", () => {
    const decided = units.filter(({ mailboxName: explicit }) => explicit !== null);
    expect(decided).toHaveLength(13);
    expect(
      decided.every(({ decisionNo, decisionDate }) => decisionNo !== null && decisionDate !== null),
    ).toBe(true);
  });
});

const TYPE_WORDS = [
  "Sở",
  "Ban",
  "Văn phòng",
  "Thanh tra",
  "Phòng",
  "Trung tâm",
  "huyện",
  "thị xã",
  "thị trấn",
  "thành phố",
  "phường",
  "xã",
];

/** The rule in its plainest form: the type in full, initials of the rest, then the parent. */
function mailboxName({ name, parentCode, mailboxName: explicit }: FeedUnit): string {
  if (explicit !== null) return explicit;
  const type =
    TYPE_WORDS.filter((word) => name === word || name.startsWith(`${word} `)).sort(
      (a, b) => b.length - a.length,
    )[0] ?? "";
  const rest = name.slice(type.length).match(/[\p{L}\p{M}]+|\d+/gu) ?? [];
  const initials = rest.filter((word) => word !== "và").map(initial);
  const parent = units.find(({ code }) => code === parentCode);
  return `${romanise(type)}${initials.join("")}${parent === undefined ? "" : `.${mailboxName(parent)}`}`;
}

const initial = (word: string): string =>
  word === "II" ? "2" : /^\d+$|^\p{Lu}{2,}$/u.test(word) ? romanise(word) : romanise(word).slice(0, 1);

const romanise = (text: string): string =>
  text
    .normalize("NFD")
    .replace(/[\p{M} ]/gu, "")
    .replace(/đ/gi, "d")
    .toLowerCase();
