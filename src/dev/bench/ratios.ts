/** What the measured values must be to each other, and whether they are. */
import type { Lang } from "../../texts/lang.ts";
import type { CaseName, FigureName } from "./figures.ts";
import { type Summary, summarize } from "./statistics.ts";

/** All values of one figure at one size. */
export interface Series {
  readonly case: CaseName;
  /** People of the province. */
  readonly size: number;
  readonly figure: FigureName;
  readonly values: readonly number[];
}

type Statistic = "median" | "p95";
type Bound = { readonly atLeast: number } | { readonly atMost: number };

/**
 * `per`: one figure to another, at each size · `growth`: a figure at the largest size to itself at the smallest one
 * that is not below `from` · `value`: the figure itself, at each size up to `upTo`.
 */
type Rule = {
  readonly case: CaseName;
  readonly figure: FigureName;
  readonly of: Statistic;
  readonly must: Bound | null;
  readonly label: Readonly<Record<Lang, string>>;
} & (
  | { readonly kind: "per"; readonly per: FigureName }
  | { readonly kind: "growth"; readonly from: number }
  | { readonly kind: "value" }
);

const ANY_SIZE = 0;
/** Below this size start-up weighs more than people. */
const LARGE = 100_000;

/** design: full runs of up to so many megabytes. */
const MOST_MEGABYTES = 300;

const RATIOS: readonly Rule[] = [
  {
    case: "first-load",
    kind: "per",
    figure: "loadLogged",
    per: "ldapadd",
    of: "median",
    must: { atLeast: 4 },
    label: { en: "first load : ldapadd", vi: "nạp lần đầu : ldapadd" },
  },
  {
    case: "first-load",
    kind: "per",
    figure: "loadProcess",
    per: "ldapadd",
    of: "median",
    must: null,
    label: { en: "whole process : ldapadd", vi: "cả tiến trình : ldapadd" },
  },
  {
    case: "first-load",
    kind: "per",
    figure: "loadPlainLogged",
    per: "ldapadd",
    of: "median",
    must: { atLeast: 1.3 },
    label: {
      en: "first load without transactions : ldapadd",
      vi: "nạp lần đầu không dùng giao dịch : ldapadd",
    },
  },
  {
    case: "first-load",
    kind: "per",
    figure: "loadLogged",
    per: "slapadd",
    of: "median",
    must: null,
    label: {
      en: "first load : slapadd -q (the physical limit)",
      vi: "nạp lần đầu : slapadd -q (giới hạn vật lý)",
    },
  },
  {
    case: "verify",
    kind: "per",
    figure: "verify",
    per: "readBoth",
    of: "median",
    must: { atMost: 2 },
    label: { en: "full verify : ldapsearch + \\copy", vi: "kiểm tra đầy đủ : ldapsearch + \\copy" },
  },
  {
    case: "memory",
    kind: "value",
    figure: "fullRunPeak",
    of: "median",
    must: { atMost: MOST_MEGABYTES },
    label: { en: "peak memory of a full run, MB", vi: "bộ nhớ cao nhất của lần chạy đầy đủ, MB" },
  },
  {
    case: "memory",
    kind: "growth",
    from: LARGE,
    figure: "fullRunPeak",
    of: "median",
    must: { atMost: 1.2 },
    label: { en: "growth of peak memory", vi: "mức tăng bộ nhớ cao nhất" },
  },
  {
    case: "idle-wake",
    kind: "growth",
    from: ANY_SIZE,
    figure: "idleTime",
    of: "p95",
    must: { atMost: 1.5 },
    label: { en: "growth of an idle wake-up, p95", vi: "mức tăng khi đánh thức không có việc, p95" },
  },
  {
    case: "idle-wake",
    kind: "growth",
    from: ANY_SIZE,
    figure: "idleCpu",
    of: "median",
    must: { atMost: 1.5 },
    label: { en: "growth of its processor time", vi: "mức tăng thời gian CPU khi đó" },
  },
  {
    case: "one-change",
    kind: "growth",
    from: ANY_SIZE,
    figure: "phoneVisible",
    of: "p95",
    must: { atMost: 1.5 },
    label: { en: "growth of one change (telephone), p95", vi: "mức tăng của một thay đổi (điện thoại), p95" },
  },
  {
    case: "one-change",
    kind: "growth",
    from: ANY_SIZE,
    figure: "transferVisible",
    of: "p95",
    must: { atMost: 1.5 },
    label: {
      en: "growth of one change (transfer), p95",
      vi: "mức tăng của một thay đổi (chuyển đơn vị), p95",
    },
  },
  {
    case: "renames",
    kind: "per",
    figure: "renamesLogged",
    per: "ldapmodify",
    of: "median",
    must: null,
    label: { en: "renames : ldapmodify", vi: "đổi địa chỉ : ldapmodify" },
  },
  {
    case: "group",
    kind: "per",
    figure: "groupOperations",
    per: "smallGroupOperations",
    of: "median",
    must: { atMost: 1 },
    label: { en: "LDAP operations, large group : small group", vi: "thao tác LDAP, nhóm lớn : nhóm nhỏ" },
  },
  {
    case: "group",
    kind: "per",
    figure: "groupBytes",
    per: "smallGroupBytes",
    of: "median",
    must: { atMost: 1.5 },
    label: { en: "bytes read, large group : small group", vi: "byte đọc, nhóm lớn : nhóm nhỏ" },
  },
  {
    case: "group",
    kind: "growth",
    from: ANY_SIZE,
    figure: "groupBytes",
    of: "median",
    must: { atMost: 1.5 },
    label: { en: "growth of bytes read, large group", vi: "mức tăng số byte đọc, nhóm lớn" },
  },
  {
    case: "group",
    kind: "per",
    figure: "groupTime",
    per: "smallGroupTime",
    of: "median",
    must: null,
    label: { en: "time, large group : small group", vi: "thời gian, nhóm lớn : nhóm nhỏ" },
  },
];

export interface Ratio {
  readonly case: CaseName;
  /** One size, or the smallest and the largest. */
  readonly sizes: readonly number[];
  readonly label: Readonly<Record<Lang, string>>;
  readonly of: Statistic;
  readonly value: number;
  readonly must: Bound | null;
  /** Null where nothing is asked. */
  readonly isReached: boolean | null;
}

/** Every ratio that the measured figures allow, in the order of `RATIOS` and by size. */
export function ratiosOf(series: readonly Series[]): Ratio[] {
  return RATIOS.flatMap((rule) => {
    const at = (figure: FigureName, size: number): number | null => {
      const found = series.find(
        (one) => one.case === rule.case && one.figure === figure && one.size === size,
      );
      return found === undefined ? null : summarize(found.values)[rule.of satisfies keyof Summary];
    };
    const sizes = [
      ...new Set(series.filter((one) => one.case === rule.case).map(({ size }) => size)),
    ].toSorted((one, other) => one - other);
    const made = (over: number | null, under: number | null, of: readonly number[]): Ratio[] =>
      over === null || under === null || under === 0 ? [] : [judged(rule, over / under, of)];
    if (rule.kind === "per")
      return sizes.flatMap((size) => made(at(rule.figure, size), at(rule.per, size), [size]));
    if (rule.kind === "value") return sizes.flatMap((size) => made(at(rule.figure, size), 1, [size]));
    const [least, ...larger] = sizes.filter((size) => size >= rule.from);
    const largest = larger.at(-1);
    if (least === undefined || largest === undefined) return [];
    return made(at(rule.figure, largest), at(rule.figure, least), [least, largest]);
  });
}

function judged({ case: name, label, of, must }: Rule, value: number, sizes: readonly number[]): Ratio {
  const isReached = must === null ? null : "atLeast" in must ? value >= must.atLeast : value <= must.atMost;
  return { case: name, sizes, label, of, value, must, isReached };
}
