/** The shipped profile and variants of it with another province's grammar. */
import { readFileSync } from "node:fs";
import { parse, stringify } from "yaml";
import { type Profile, parseProfile } from "../../../src/naming/profile.ts";

const FILE = new URL("../../../config/profiles/soctrang.yaml", import.meta.url);

export const SOC_TRANG_YAML = readFileSync(FILE, "utf8");

export const SOC_TRANG = readProfile(SOC_TRANG_YAML);

export function readProfile(text: string): Profile {
  const result = parseProfile(text, "profile.yaml");
  if ("problems" in result) throw new Error(JSON.stringify(result.problems, null, 2));
  return result.profile;
}

interface Grammar {
  readonly id: string;
  readonly domain: string;
  readonly agencyDomain?: string;
  readonly units: object;
  readonly people: object;
}

/** Sóc Trăng's word lists with the forms of another regulation: what a further profile is made of. */
function withGrammar({ units, people, ...rest }: Grammar): Profile {
  const data = parse(SOC_TRANG_YAML);
  const example = { person: "Lê An", finding: "ONE_WORD", source: "reading", clause: "x" };
  return readProfile(
    stringify({ ...data, ...rest, units: { ...data.units, ...units }, people, examples: [example] }),
  );
}

const decide = { code: "NEEDS_DECISION", clause: "4.2.c" };
const communes = ["xã", "phường", "thị trấn"];

export const TRA_VINH = withGrammar({
  id: "travinh",
  domain: "travinh.gov.vn",
  units: {
    forms: [
      { form: "city", types: ["thành phố"], template: "tp{name}", clause: "4.1.b" },
      { form: "town", types: ["thị xã"], template: "tx{name}", clause: "4.1.c" },
      { form: "district", types: ["huyện"], template: "{name}", clause: "4.1.d" },
      {
        form: "numbered-commune",
        types: communes,
        numbered: true,
        template: "{type}{name}.{parent}",
        clause: "4.1.e",
      },
      { form: "commune", types: communes, template: "{name}.{parent}", clause: "4.1.e" },
      { form: "division", child: true, template: "{whole}.{root}", clause: "4.1.e" },
      { form: "agency", template: "{wholeInitials}", clause: "4.1.a" },
    ],
    overrides: [{ unit: "thị xã Duyên Hải", localPart: "txdh", clause: "4.1.c" }],
  },
  people: {
    agency: "root",
    forms: [
      { form: "plain", template: "{initials}{given}", clause: "4.2.a" },
      { form: "agency", template: "{initials}{given}.{agency}", clause: "4.2.b" },
    ],
    otherwise: decide,
    requestedClause: "4.2.c",
    proposals: ["{full}", "{full}.{agency}"],
  },
});

export const QUANG_BINH = withGrammar({
  id: "quangbinh",
  domain: "quangbinh.gov.vn",
  units: {
    forms: [
      { form: "district", types: ["huyện", "thị xã", "thành phố"], template: "{name}", clause: "5.1.b" },
      { form: "agency", template: "{wholeInitials}", clause: "5.1.a" },
    ],
  },
  people: {
    agency: "root",
    forms: [
      { form: "plain", template: "{given}{initials}.{agency}", clause: "5.2.a" },
      { form: "numbered", template: "{given}{initials}{number}.{agency}", numberFrom: 1, clause: "5.2.b" },
    ],
    otherwise: decide,
    requestedClause: "4.1",
  },
});

export const BINH_THUAN = withGrammar({
  id: "binhthuan",
  domain: "bdt.binhthuan.gov.vn",
  agencyDomain: "binhthuan.gov.vn",
  units: { forms: [{ form: "agency", template: "{wholeInitials}", clause: "II.2" }] },
  people: {
    agency: "root",
    forms: [
      { form: "plain", template: "{given}{initials}", clause: "II.2" },
      { form: "extension", template: "{given}{initials}.{extension}", clause: "II.2" },
    ],
    otherwise: decide,
    requestedClause: "II.2",
    extension: { maxLength: 6, clause: "II.2" },
  },
});

export const QUANG_TRI = withGrammar({
  id: "quangtri",
  domain: "tinhuyquangtri.vn",
  units: { forms: [] },
  people: {
    agency: "root",
    forms: [],
    otherwise: { code: "NO_RULE", clause: "Đ.9" },
    requestedClause: "Đ.9",
    proposals: ["{full}"],
  },
});
