/** Random small provinces: a few codes and names only, so that one version differs from the next in telling ways. */
import fc from "fast-check";
import type { FeedAppointment, FeedPerson, FeedUnit } from "../../../src/model/feed.ts";
import { PERSON_STATUSES, UNIT_KINDS } from "../../../src/model/feed.ts";
import type { FeedContent } from "../../support/fakes/fake-feed.ts";
import { person, post, unit } from "../../support/fakes/province.ts";

const CODES = ["A", "B", "C", "D"];
const IDS = ["p1", "p2", "p3", "p4", "p5"];
const UNIT_NAMES = [
  "Sở Nội vụ",
  "Sở Y tế",
  "Phòng Tổ chức",
  "UBND huyện Kế Sách",
  "Sở Nội vụ tỉnh",
  "Chi cục Thuế",
];
const NAMES = ["Nguyễn Văn An", "Nguyễn Việt An", "Trần Thị Bình", "Đặng Hoà", "Nguyễn Văn Anh", "Văn"];
const DAYS = ["2026-11-20", "2026-11-21", "2026-11-22", "2026-12-24"];

const day = fc.option(fc.constantFrom(...DAYS), { freq: 3 });
const mostly = <T>(value: T, other: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: other });

const anyUnit = (code: string): fc.Arbitrary<FeedUnit> =>
  fc
    .record({
      name: fc.constantFrom(...UNIT_NAMES),
      kind: fc.constantFrom(...UNIT_KINDS),
      parentCode: fc.option(fc.constantFrom(...CODES.filter((other) => other !== code)), { freq: 1 }),
      mailboxName: fc.option(fc.constantFrom("snv", "syt", "toà", "phongto", "an"), { freq: 1 }),
      headPersonId: fc.option(fc.constantFrom(...IDS)),
      status: mostly<FeedUnit["status"]>("active", fc.constant("dissolved")),
      successorCode: fc.option(fc.constantFrom(...CODES, "X"), { freq: 1 }),
      effectiveFrom: mostly<string | null>(null, day),
      effectiveTo: mostly<string | null>(null, day),
    })
    .map((facts) => unit(code, facts.name, facts));

const anyPerson = (id: string): fc.Arbitrary<FeedPerson> =>
  fc
    .record({
      fullName: fc.constantFrom(...NAMES),
      status: mostly<FeedPerson["status"]>("working", fc.constantFrom(...PERSON_STATUSES)),
      statusFrom: mostly<string | null>(null, day),
      requestedLocalPart: mostly<string | null>(null, fc.constantFrom("an", "annv", "binh.snv", "hoad")),
      phone: fc.constantFrom(null, "0299 3 822 123", "không có"),
      staffClass: fc.constantFrom("cong_chuc", "vien_chuc", null),
    })
    .map((facts) => person(id, facts.fullName, facts));

const anyPost = (personId: string, index: number): fc.Arbitrary<FeedAppointment> =>
  fc
    .record({
      unitCode: fc.constantFrom(...CODES),
      title: fc.constantFrom(null, "Chuyên viên", "Phó giám đốc", "Phó Giám đốc"),
      leaderRank: fc.constantFrom(0, 0, 1, 2),
      kind:
        index === 0
          ? mostly("primary", fc.constant("concurrent"))
          : mostly("concurrent", fc.constant("primary")),
      effectiveFrom: mostly<string | null>(null, day),
      effectiveTo: mostly<string | null>(null, day),
    })
    .map(
      (facts) => post(personId, facts.unitCode, { ...facts, id: `${personId}/${index}` }) as FeedAppointment,
    );

/** Any subset of the codes and ids, each with any facts; parents, successors and heads may be missing or in a circle. */
export const anyProvince: fc.Arbitrary<FeedContent> = fc
  .record({ codes: fc.subarray(CODES, { minLength: 1 }), ids: fc.subarray(IDS) })
  .chain(({ codes, ids }) =>
    fc.record({
      units: fc.tuple(...codes.map(anyUnit)),
      people: fc.tuple(...ids.map(anyPerson)),
      appointments: fc
        .tuple(...ids.map((id) => fc.tuple(anyPost(id, 0), fc.option(anyPost(id, 1)))))
        .map((pairs) => pairs.flat().filter((one) => one !== null)),
    }),
  );

const HOW = [
  "retitle",
  "unlock",
  "leave group",
  "empty group",
  "join group",
  "remove",
  "move",
  "recase",
] as const;

/** What an administrator does behind danhba's back, carried out on whichever entry the number falls on. */
export type Tampering = { readonly at: number; readonly how: (typeof HOW)[number] };

export const anyTampering: fc.Arbitrary<Tampering> = fc.record({
  at: fc.nat(40),
  how: fc.constantFrom(...HOW),
});
