/** Rules of the feed certificate that count: one slice, or all that is judged together, against the last accepted. */
import type { FeedJudgement, FeedRule, SliceFacts } from "../model/feed-certificate.ts";
import type { Params } from "../model/finding.ts";
import { rowsOf } from "./feed-facts.ts";
import {
  type CountedRule,
  type FeedLimit,
  type FeedLimits,
  type FeedScope,
  feedLimit,
} from "./feed-limits.ts";

/** What is judged together. */
export interface Comparison {
  /** Code of the agency; null: the whole. */
  readonly agency: string | null;
  readonly now: SliceFacts;
  /** As last accepted; null where there is nothing to compare with. */
  readonly before: SliceFacts | null;
  /** How many people of `before` are gone, and how many of `now` are new. */
  readonly gone: number;
  readonly newcomers: number;
}

/** Counts that are bad in themselves: of how many rows, and what was accepted of them before does not count. */
const ODD_ROWS = [
  ["duplicate", "duplicates", "people"],
  ["orphan", "orphans", "appointments"],
  ["cycle", "cycles", "units"],
  ["identity", "identities", "people"],
  ["swapped", "swapped", "people"],
  ["encoding", "damaged", "people"],
] as const satisfies readonly (readonly [CountedRule, keyof SliceFacts, keyof SliceFacts])[];

const TABLES = ["people", "units", "appointments"] as const;

/** Every rule that is broken, with `count`, `total`, `percent` and the `limit` as it is written in the texts. */
export function brokenRules(compared: Comparison, limits: FeedLimits): FeedJudgement[] {
  const { agency, now, before, gone, newcomers } = compared;
  const scope: FeedScope = agency === null ? "whole" : "agency";
  const limitOf = (rule: CountedRule): FeedLimit => feedLimit(limits, scope, rule);
  const broken: FeedJudgement[] = [];
  const judge = (rule: CountedRule, count: number, total: number, more: Params = {}): void => {
    const numbers = excess(count, total, limitOf(rule));
    if (numbers !== null) broken.push(freeze(`feed.${rule}`, agency, { ...more, ...numbers }));
  };

  if (before !== null) {
    const emptied = emptiedTables(compared, before, limits.few);
    broken.push(...emptied.map((params) => freeze("feed.emptied", agency, params)));
    if (emptied.length === 0) judge("shrunk", gone, before.people);
    // After a feed without people comes the first load.
    if (before.people > 0) judge("grown", newcomers, before.people);
    for (const [column, filled] of Object.entries(before.filled).toSorted(byName)) {
      const expected = filled * Math.min(1, rowsOf(now, column) / rowsOf(before, column));
      const lost = Math.round(expected - (now.filled[column] ?? 0));
      judge("blank", lost, Math.round(expected), { column });
    }
  }
  for (const [rule, odd, rows] of ODD_ROWS) {
    const known = before?.[odd] ?? 0;
    judge(rule, now[odd] - known, now[rows], { now: now[odd], known });
  }
  return broken;
}

const freeze = (rule: FeedRule, agency: string | null, params: Params): FeedJudgement => ({
  rule,
  agency,
  effect: "freeze",
  params,
});

/** Of an agency only its people count: units go when an agency is dissolved, and posts are counted where they are. */
function emptiedTables(
  { agency, now, gone }: Comparison,
  before: SliceFacts,
  few: number,
): (Params & { readonly table: string })[] {
  if (agency !== null) {
    const isEmptied = now.people === 0 && gone > few && gone * 2 > before.people;
    return isEmptied ? [{ table: "people", count: gone, total: before.people }] : [];
  }
  return TABLES.flatMap((table) =>
    now[table] === 0 && before[table] > few ? [{ table, count: before[table], total: before[table] }] : [],
  );
}

function excess(count: number, total: number, { max, percent, always }: FeedLimit): Params | null {
  if (count <= always) return null;
  const share = total === 0 ? 100 : (100 * count) / total;
  const limit = share > percent ? `${percent} %` : count > max ? String(max) : null;
  return limit === null ? null : { count, total, percent: Math.round(share * 10) / 10, limit };
}

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);
