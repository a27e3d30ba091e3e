/** The units of the sample province: departments and districts with what belongs to each. */
import type { FeedUnit, UnitKind } from "../../model/feed.ts";
import places from "./data/units.json" with { type: "json" };
import { DEPARTMENTS, districtDivisions } from "./departments.ts";
import { MAILBOX_DECISIONS } from "./mailbox-decisions.ts";

/** A unit, and what the people in it are called. */
export interface SampleUnit {
  readonly unit: FeedUnit;
  /** Code of the department or district at the top. */
  readonly agency: string;
  /** Who appoints and hires the unit's staff. */
  readonly decidedBy: string;
  readonly level: "department" | "district" | "division" | "commune";
  readonly headTitle: string;
  readonly deputyTitle: string;
}

const PROVINCE = "UBND tỉnh Sóc Trăng";

/** Departments with their divisions, then districts with their divisions and communes, in a fixed order. */
export function sampleUnits(): SampleUnit[] {
  return [...departments(), ...districts()];
}

function departments(): SampleUnit[] {
  return DEPARTMENTS.flatMap(({ code, name, head, deputy, divisions }) => [
    {
      unit: makeUnit(code, name, "department", null),
      agency: code,
      decidedBy: PROVINCE,
      level: "department",
      headTitle: head,
      deputyTitle: deputy,
    },
    ...Object.entries(divisions).map(([suffix, division]) =>
      makeDivision(code, suffix, division, "Sở Nội vụ"),
    ),
  ]);
}

function districts(): SampleUnit[] {
  return Object.entries(places).flatMap(([name, communes]) => {
    const { kind } = placeKind(name);
    const code = placeCode(name);
    const divisions = districtDivisions(kind === "town" || kind === "city" ? kind : "district");
    return [
      {
        unit: makeUnit(code, name, kind, null),
        agency: code,
        decidedBy: PROVINCE,
        level: "district",
        headTitle: `Chủ tịch UBND ${name}`,
        deputyTitle: `Phó Chủ tịch UBND ${name}`,
      } as const,
      ...Object.entries(divisions).map(([suffix, division]) =>
        makeDivision(code, suffix, division, `UBND ${name}`),
      ),
      ...Object.entries(communes).map(([number, commune]) =>
        makeCommune(code, number, commune, `UBND ${name}`),
      ),
    ];
  });
}

function makeDivision(agency: string, suffix: string, name: string, decidedBy: string): SampleUnit {
  const [headTitle, deputyTitle] = divisionTitles(name);
  return {
    unit: makeUnit(`${agency}-${suffix}`, name, "division", agency),
    agency,
    decidedBy,
    level: "division",
    headTitle,
    deputyTitle,
  };
}

function makeCommune(district: string, number: string, name: string, decidedBy: string): SampleUnit {
  const { kind, prefix } = placeKind(name);
  return {
    unit: makeUnit(`${prefix}-${number}`, name, kind, district),
    agency: district,
    decidedBy,
    level: "commune",
    headTitle: `Chủ tịch UBND ${name}`,
    deputyTitle: `Phó Chủ tịch UBND ${name}`,
  };
}

function divisionTitles(name: string): readonly [head: string, deputy: string] {
  if (name.startsWith("Văn phòng")) return ["Chánh Văn phòng", "Phó Chánh Văn phòng"];
  if (name.startsWith("Thanh tra")) return ["Chánh Thanh tra", "Phó Chánh Thanh tra"];
  if (name.startsWith("Trung tâm")) return ["Giám đốc Trung tâm", "Phó Giám đốc Trung tâm"];
  return ["Trưởng phòng", "Phó Trưởng phòng"];
}

interface PlaceKind {
  readonly word: string;
  readonly kind: UnitKind;
  readonly prefix: string;
}

const PLACE_KINDS: readonly PlaceKind[] = [
  { word: "thành phố ", kind: "city", prefix: "THANHPHO" },
  { word: "thị xã ", kind: "town", prefix: "THIXA" },
  { word: "thị trấn ", kind: "township", prefix: "THITRAN" },
  { word: "huyện ", kind: "district", prefix: "HUYEN" },
  { word: "phường ", kind: "ward", prefix: "PHUONG" },
  { word: "xã ", kind: "commune", prefix: "XA" },
];

function placeKind(name: string): PlaceKind {
  const found = PLACE_KINDS.find(({ word }) => name.startsWith(word));
  if (found === undefined) throw new TypeError(`no kind of place begins ${name}`);
  return found;
}

/** "huyện Mỹ Xuyên" → "HUYEN-MYXUYEN". */
function placeCode(name: string): string {
  const { word, prefix } = placeKind(name);
  const plain = name
    .slice(word.length)
    .normalize("NFD")
    .replace(/[\p{M} ]/gu, "")
    .replace(/đ/gi, "d");
  return `${prefix}-${plain.toUpperCase()}`;
}

function makeUnit(code: string, name: string, kind: UnitKind, parentCode: string | null): FeedUnit {
  const decision = MAILBOX_DECISIONS[code];
  return {
    code,
    name,
    kind,
    parentCode,
    mailboxName: decision?.mailboxName ?? null,
    headPersonId: null,
    status: "active",
    successorCode: null,
    effectiveFrom: null,
    effectiveTo: null,
    decisionNo: decision?.decisionNo ?? null,
    decisionDate: decision?.decisionDate ?? null,
  };
}
