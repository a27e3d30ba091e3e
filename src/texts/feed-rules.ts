/** Rules of the feed certificate in words, with their numbers. */
import type { FeedRule } from "../model/feed-certificate.ts";
import type { Params } from "../model/finding.ts";
import type { Lang } from "./lang.ts";

type Sentence = Readonly<Record<Lang, (params: Params) => string>>;

const TABLES: Readonly<Record<Lang, Readonly<Record<string, string>>>> = {
  en: { people: "people", units: "units", appointments: "appointments" },
  vi: { people: "người", units: "đơn vị", appointments: "vị trí công tác" },
};
const table = (lang: Lang, p: Params): string => TABLES[lang][String(p.table)] ?? String(p.table);

/** The agency goes first; the whole feed has an empty code. */
const sentence = (en: (p: Params) => string, vi: (p: Params) => string): Sentence => ({
  en: (p) => `${p.agency === "" ? "" : `${p.agency}: `}${en(p)}`,
  vi: (p) => `${p.agency === "" ? "" : `${p.agency}: `}${vi(p)}`,
});

/** `(31 %, limit 25 %)`. */
const measure = {
  en: (p: Params) => `(${p.percent} %, limit ${p.limit})`,
  vi: (p: Params) => `(${p.percent} %, giới hạn ${p.limit})`,
};
const before = {
  en: (p: Params) => `${p.count} more than last accepted, ${p.now} of ${p.total} rows`,
  vi: (p: Params) => `thêm ${p.count} so với lần chấp nhận trước, ${p.now} trên ${p.total} dòng`,
};

/** Params: `agency`, empty for the whole; `count`, `total`, `percent`, `limit`; `now`; `table`, `column`; `delivery`. */
export const FEED_RULE_TEXTS: Readonly<Record<FeedRule, Sentence>> = {
  "feed.emptied": sentence(
    (p) => `no ${table("en", p)} left, there were ${p.total}`,
    (p) => `không còn ${table("vi", p)} nào, trước đây có ${p.total}`,
  ),
  "feed.shrunk": sentence(
    (p) => `${p.count} of ${p.total} people are gone ${measure.en(p)}`,
    (p) => `thiếu ${p.count} trên ${p.total} người ${measure.vi(p)}`,
  ),
  "feed.grown": sentence(
    (p) => `${p.count} new people, there were ${p.total} ${measure.en(p)}`,
    (p) => `thêm ${p.count} người mới, trước đây có ${p.total} ${measure.vi(p)}`,
  ),
  "feed.blank": sentence(
    (p) => `${p.count} of ${p.total} values of ${p.column} are gone ${measure.en(p)}`,
    (p) => `cột ${p.column} mất ${p.count} trên ${p.total} giá trị ${measure.vi(p)}`,
  ),
  "feed.duplicate": sentence(
    (p) => `people whose name and birth date another id has too: ${before.en(p)} ${measure.en(p)}`,
    (p) => `người có họ tên và ngày sinh trùng với số hiệu khác: ${before.vi(p)} ${measure.vi(p)}`,
  ),
  "feed.orphan": sentence(
    (p) => `appointments of unknown people or in unknown units: ${before.en(p)} ${measure.en(p)}`,
    (p) => `vị trí công tác của người hoặc đơn vị không có trong dữ liệu: ${before.vi(p)} ${measure.vi(p)}`,
  ),
  "feed.cycle": sentence(
    (p) => `units that stand above themselves: ${before.en(p)} ${measure.en(p)}`,
    (p) => `đơn vị là cấp trên của chính mình: ${before.vi(p)} ${measure.vi(p)}`,
  ),
  "feed.identity": sentence(
    (p) => `ids that mean another person than before: ${before.en(p)} ${measure.en(p)}`,
    (p) => `số hiệu nay chỉ người khác: ${before.vi(p)} ${measure.vi(p)}`,
  ),
  "feed.swapped": sentence(
    (p) => `people whose cells hold what belongs into another column: ${before.en(p)} ${measure.en(p)}`,
    (p) => `người có dữ liệu nằm nhầm cột: ${before.vi(p)} ${measure.vi(p)}`,
  ),
  "feed.encoding": sentence(
    (p) => `damaged names: ${before.en(p)} ${measure.en(p)}`,
    (p) => `họ tên bị hỏng: ${before.vi(p)} ${measure.vi(p)}`,
  ),
  "feed.declared": sentence(
    (p) => `delivery ${p.delivery} was declared with ${p.declared} ${table("en", p)}, there are ${p.found}`,
    (p) => `lần giao ${p.delivery} khai báo ${p.declared} ${table("vi", p)} nhưng dữ liệu có ${p.found}`,
  ),
  "feed.repeated": sentence(
    (p) =>
      `delivery ${p.delivery} has the content of an earlier one that a later one has replaced: ${p.count} rows go back (limit ${p.limit})`,
    (p) =>
      `lần giao ${p.delivery} có nội dung của một lần giao cũ đã được lần sau thay thế: ${p.count} dòng quay về như cũ (giới hạn ${p.limit})`,
  ),
  "feed.age": sentence(
    (p) => `delivery ${p.delivery} is the newest and ${p.days} days old (limit ${p.limit})`,
    (p) => `lần giao mới nhất là ${p.delivery}, đã ${p.days} ngày (giới hạn ${p.limit})`,
  ),
};

/** What a broken rule says; the agency, if it is not the whole feed, stands in front. */
export const feedRuleText = (
  lang: Lang,
  {
    rule,
    agency,
    params,
  }: { readonly rule: FeedRule; readonly agency: string | null; readonly params: Params },
): string => FEED_RULE_TEXTS[rule][lang]({ ...params, agency: agency ?? "" });
