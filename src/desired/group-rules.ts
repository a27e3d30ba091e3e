/** Which people a group of an application takes: the rules of the settings, asked of every post. */
import type { FeedAppointment, FeedPerson } from "../model/feed.ts";
import type { Finding } from "../model/finding.ts";
import type { GroupRule } from "../model/group-rule.ts";
import { groupOwner } from "../model/owner.ts";
import type { UnitNode, UnitTree } from "./unit-tree.ts";

export const ruleGroup = ({ name }: GroupRule): string => `app-${name}`;

export interface RuleBook {
  /** Names of the groups that somebody belongs to by this post in `node`. */
  readonly groupsOf: (person: FeedPerson, post: FeedAppointment, node: UnitNode) => readonly string[];
  /** Rules that name a unit which is not in the feed: nobody is taken for its sake. */
  readonly findings: readonly Finding[];
}

/** A unit of a rule that is dissolved counts as its successor. Each rule is asked of each unit once, not of each person. */
export function openRuleBook(rules: readonly GroupRule[], tree: UnitTree): RuleBook {
  const findings: Finding[] = [];
  const scopes = rules.map((rule) => {
    const units = (rule.units ?? []).map((code) => [code, tree.resolve(code)?.unit.code] as const);
    for (const [unit, found] of units) {
      if (found !== undefined) continue;
      const params = { unit: unit.slice(0, 80) };
      findings.push({ code: "UNKNOWN_UNIT", owner: groupOwner(ruleGroup(rule)), params });
    }
    const codes = new Set(units.flatMap(([, found]) => found ?? []));
    return { rule, codes: rule.units === null ? null : codes };
  });
  const byUnit = new Map(
    [...tree.nodes].map(([code, node]) => [
      code,
      scopes
        .filter(({ rule, codes }) => isInScope(rule, codes, node))
        .map(({ rule }) => ({ rule, group: ruleGroup(rule) })),
    ]),
  );
  return {
    findings,
    groupsOf: (person, post, node) =>
      (byUnit.get(node.unit.code) ?? [])
        .filter(({ rule }) => isTaken(rule, person, post))
        .map(({ group }) => group),
  };
}

function isInScope(rule: GroupRule, codes: ReadonlySet<string> | null, node: UnitNode): boolean {
  if (rule.kinds !== null && !rule.kinds.includes(node.unit.kind)) return false;
  if (codes === null || codes.has(node.unit.code)) return true;
  if (!rule.below) return false;
  for (let above = node.parent; above !== null; above = above.parent) {
    if (codes.has(above.unit.code)) return true;
  }
  return false;
}

/** Rank 0 is nobody's rank: who leads nothing is not asked for by any `maxRank`. */
function isTaken({ maxRank, classes }: GroupRule, person: FeedPerson, post: FeedAppointment): boolean {
  if (maxRank !== null && (post.leaderRank < 1 || post.leaderRank > maxRank)) return false;
  return classes === null || (person.staffClass !== null && classes.includes(person.staffClass));
}
