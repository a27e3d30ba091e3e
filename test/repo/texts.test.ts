import { describe, expect, it } from "vitest";
import { CHANGE_KINDS, REASON_CODES } from "../../src/model/change.ts";
import { CHECK_OUTCOMES } from "../../src/model/check.ts";
import { ACCOUNT_STATUSES } from "../../src/model/entry.ts";
import { DanhbaError, ERROR_CODES, type ErrorCode } from "../../src/model/error.ts";
import { FINDING_CODES, type Params } from "../../src/model/finding.ts";
import { IMPORT_PROBLEM_PARAMS } from "../../src/model/import-problem.ts";
import { NOTICE_REASONS } from "../../src/model/notice.ts";
import { ORDER_KINDS } from "../../src/model/order.ts";
import { REQUEST_KINDS } from "../../src/model/pending.ts";
import { KIND_TEXTS, REASON_TEXTS, RULE_TEXTS } from "../../src/texts/changes.ts";
import { CHECK_STATUS_TEXTS, CHECK_TEXTS } from "../../src/texts/checks.ts";
import { errorText } from "../../src/texts/errors.ts";
import { VERDICT_TEXTS } from "../../src/texts/explanations.ts";
import { FINDING_PARAMS, FINDING_TEXTS } from "../../src/texts/findings.ts";
import { HANDOVER_STATE_TEXTS, HANDOVER_TEXTS, HANDOVER_WHY_TEXTS } from "../../src/texts/handovers.ts";
import { HELP } from "../../src/texts/help.ts";
import { IMPORT_PROBLEM_TEXTS } from "../../src/texts/import-problems.ts";
import type { Lang } from "../../src/texts/lang.ts";
import { NOTICE_PARAMS, NOTICE_TEXTS } from "../../src/texts/notices.ts";
import {
  ACCOUNT_STATE_TEXTS,
  ORDER_KIND_TEXTS,
  REQUEST_TEXTS,
  WAITING_TEXTS,
} from "../../src/texts/orders.ts";
import { DECISION_STATE_TEXTS, STATE_TEXTS, VIEW_TEXTS } from "../../src/texts/views.ts";

type Sentence = (params: Params) => string;

/** `vi` by code and `en` by code, whichever way round the table is kept. */
interface Table {
  readonly vi: Readonly<Record<string, Sentence>>;
  readonly en: Readonly<Record<string, Sentence>>;
}

const plain = (texts: Readonly<Record<Lang, Readonly<Record<string, string>>>>): Table => ({
  vi: Object.fromEntries(Object.entries(texts.vi).map(([code, text]) => [code, () => text])),
  en: Object.fromEntries(Object.entries(texts.en).map(([code, text]) => [code, () => text])),
});
function turned<T>(
  texts: Readonly<Record<string, Readonly<Record<Lang, T>>>>,
  sentence: (text: T) => Sentence,
): Table {
  const of = (lang: Lang) =>
    Object.fromEntries(Object.entries(texts).map(([code, both]) => [code, sentence(both[lang])]));
  return { vi: of("vi"), en: of("en") };
}
const errors = (lang: Lang): Table["vi"] =>
  Object.fromEntries(
    Object.keys(ERROR_CODES).map((code) => [
      code,
      (params: Params) => errorText(lang, Object.assign(new DanhbaError(code as ErrorCode), { params })),
    ]),
  );

/** What a check says, and its mend where it has one. */
const checks = (part: "message" | "mend"): Table => {
  const of = (lang: Lang): Table["vi"] =>
    Object.fromEntries(
      Object.entries(CHECK_TEXTS[lang]).flatMap(([code, text]) => {
        const sentence = text[part];
        return sentence === undefined ? [] : [[code, sentence]];
      }),
    );
  return { vi: of("vi"), en: of("en") };
};
/** Whatever is not all right has a mend. */
const MENDABLE = Object.entries(CHECK_OUTCOMES).flatMap(([code, { status }]) =>
  status === "ok" ? [] : [code],
);

const TABLES: Readonly<Record<string, { readonly table: Table; readonly codes: readonly string[] }>> = {
  errors: { table: { vi: errors("vi"), en: errors("en") }, codes: Object.keys(ERROR_CODES) },
  findings: { table: FINDING_TEXTS, codes: Object.keys(FINDING_CODES) },
  "problems of files": { table: IMPORT_PROBLEM_TEXTS, codes: Object.keys(IMPORT_PROBLEM_PARAMS) },
  "kinds of change": { table: turned(KIND_TEXTS, (text) => () => text), codes: CHANGE_KINDS },
  reasons: { table: turned(REASON_TEXTS, (text) => () => text), codes: REASON_CODES },
  verdicts: { table: plain(VERDICT_TEXTS), codes: Object.keys(VERDICT_TEXTS.en) },
  "gate rules": { table: turned(RULE_TEXTS, (text) => text), codes: Object.keys(RULE_TEXTS) },
  checks: { table: checks("message"), codes: Object.keys(CHECK_OUTCOMES) },
  mends: { table: checks("mend"), codes: MENDABLE },
  "check statuses": { table: plain(CHECK_STATUS_TEXTS), codes: Object.keys(CHECK_STATUS_TEXTS.en) },
  help: { table: plain(HELP), codes: Object.keys(HELP.en) },
  views: { table: plain(VIEW_TEXTS), codes: Object.keys(VIEW_TEXTS.en) },
  notices: { table: NOTICE_TEXTS, codes: [...NOTICE_REASONS] },
  handovers: { table: plain(HANDOVER_TEXTS), codes: Object.keys(HANDOVER_TEXTS.en) },
  "states of handovers": { table: plain(HANDOVER_STATE_TEXTS), codes: ["waiting", "sealed", "expired"] },
  "reasons of handovers": {
    table: plain(HANDOVER_WHY_TEXTS),
    codes: ["first", "head", "reset", "again"],
  },
  orders: { table: plain(ORDER_KIND_TEXTS), codes: ORDER_KINDS },
  requests: { table: plain(REQUEST_TEXTS), codes: REQUEST_KINDS },
  "states of accounts": {
    table: plain(ACCOUNT_STATE_TEXTS),
    codes: [...ACCOUNT_STATUSES, "purged", "none"],
  },
  "what is waited for": { table: plain(WAITING_TEXTS), codes: Object.keys(WAITING_TEXTS.en) },
  "decision states": { table: plain(DECISION_STATE_TEXTS), codes: Object.keys(DECISION_STATE_TEXTS.en) },
  "run states": { table: plain(STATE_TEXTS), codes: Object.keys(STATE_TEXTS.en) },
};

/** Any name gives a value, and the names that were asked for are noted. */
function noting(): { readonly params: Params; readonly names: Set<string> } {
  const names = new Set<string>();
  const params = new Proxy<Params>(
    {},
    {
      get: (_target, name) => {
        names.add(String(name));
        return `<${String(name)}>`;
      },
    },
  );
  return { params, names };
}

/** What a sentence asks for, and what it says then. */
function render(sentence: Sentence | undefined): {
  readonly names: readonly string[];
  readonly text: string;
} {
  const { params, names } = noting();
  const text = sentence?.(params) ?? "";
  return { names: [...names].toSorted(), text };
}

/** What Vietnamese writing puts on letters, decomposed. */
const MARKED = /đ|[\u0300-\u0303\u0306\u0309\u031b\u0323]/iu;
/** Words that are spelled without any mark. */
const UNMARKED = ["do", "xong"];
/** Errors that say only what the place of the fault says. */
const PASSED_ON = ["USAGE", "SERVICES_UNAVAILABLE"];
/** Quotations, placeholders, clauses and names, which are the same in both languages. */
const QUOTED = /<\w+>|"[^"]*"|`[^`]*`|Đ\.[\d.]+|K'R\S+/g;

describe.each(Object.entries(TABLES))("the texts of %s", (_name, { table, codes }) => {
  it("exist for every code in both languages, and for no other", () => {
    expect(Object.keys(table.vi).toSorted()).toEqual([...codes].toSorted());
    expect(Object.keys(table.en).toSorted()).toEqual([...codes].toSorted());
  });

  it("say something, with everything filled in, on one line", () => {
    for (const lang of ["vi", "en"] as const) {
      for (const [code, sentence] of Object.entries(table[lang])) {
        const { text } = render(sentence);
        expect(text, code).toMatch(/\p{L}/u);
        expect(text, code).not.toMatch(/undefined|null|NaN|\[object|\n/);
      }
    }
  });

  it("carry the same facts in both languages", () => {
    for (const code of codes)
      expect(render(table.vi[code]).names, code).toEqual(render(table.en[code]).names);
  });

  it("are Vietnamese with full diacritics in the one, and English in the other", () => {
    for (const code of codes) {
      const [vi = "", en = ""] = [table.vi[code], table.en[code]].map((sentence) =>
        render(sentence).text.replaceAll(QUOTED, ""),
      );
      if (PASSED_ON.includes(code)) continue;
      if (!UNMARKED.includes(vi)) expect(vi.normalize("NFD"), code).toMatch(MARKED);
      expect(en.normalize("NFD"), code).not.toMatch(MARKED);
      expect(vi, code).toBe(vi.normalize("NFC"));
    }
  });
});

describe("the params of texts", () => {
  const documented: readonly (readonly [string, Table, Readonly<Record<string, readonly string[]>>])[] = [
    ["findings", FINDING_TEXTS, FINDING_PARAMS],
    ["problems of files", IMPORT_PROBLEM_TEXTS, IMPORT_PROBLEM_PARAMS],
    ["notices", NOTICE_TEXTS, NOTICE_PARAMS],
  ];

  it.each(documented)("of %s are those that the table of params names", (_name, table, paramsOf) => {
    for (const [code, names] of Object.entries(paramsOf)) {
      const asked = render(table.vi[code]).names;
      expect(
        asked.filter((name) => !names.includes(name)),
        code,
      ).toEqual([]);
      const given = Object.fromEntries(names.map((name) => [name, `<${name}>`]));
      for (const lang of ["vi", "en"] as const) expect(table[lang][code]?.(given)).not.toContain("undefined");
    }
  });

  it("are as thrown: an error keeps to one line whatever its params hold", () => {
    const detail = "first\nsecond\r\n\tthird";
    expect(errorText("en", new DanhbaError("INTERNAL", { detail }))).toContain("(first second third)");
  });
});
