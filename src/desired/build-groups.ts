/** Which groups there are and who belongs to them: only people who may sign in. */
import { STAFF_CLASSES } from "../model/feed.ts";
import type { Owner } from "../model/owner.ts";
import type { ActivePerson } from "./build-people.ts";
import type { DesiredContext } from "./context.ts";
import type { DesiredResult } from "./desired-result.ts";
import {
  classGroup,
  classGroupEntry,
  groupPurge,
  headsGroupEntry,
  ruleGroupEntry,
  subtreeGroup,
  unitGroup,
  unitGroupEntries,
} from "./group-entries.ts";
import { openRuleBook, ruleGroup } from "./group-rules.ts";
import type { UnitNode, UnitTree } from "./unit-tree.ts";

/** Cost: people × posts × (depth of the tree + rules of the unit); a group's members are in the order of owners. */
export function buildGroups(
  context: DesiredContext,
  tree: UnitTree,
  active: ReadonlyMap<string, ActivePerson>,
  heads: readonly Owner[],
  result: DesiredResult,
): void {
  const book = openRuleBook(context.groupRules, tree);
  result.findings.push(...book.findings);
  const members = new Map<string, Owner[]>();
  const listOf = (group: string): Owner[] => {
    const known = members.get(group) ?? [];
    members.set(group, known);
    return known;
  };
  const ofUnits = new Map<UnitNode, readonly Owner[][]>();
  const listsOf = (node: UnitNode): readonly Owner[][] => {
    const known = ofUnits.get(node) ?? groupsOfUnit(node).map(listOf);
    ofUnits.set(node, known);
    return known;
  };
  const inOrder = [...active.values()].toSorted((a, b) => (a.owner < b.owner ? -1 : 1));
  for (const { owner, person, posts } of inOrder) {
    // Each group once, however many posts lead to it.
    const lists = new Set<Owner[]>();
    if (person.staffClass !== null) lists.add(listOf(classGroup(person.staffClass)));
    for (const post of posts.all) {
      const node = tree.resolve(post.unitCode);
      if (node === undefined) continue;
      for (const list of listsOf(node)) lists.add(list);
      for (const group of book.groupsOf(person, post, node)) lists.add(listOf(group));
    }
    for (const list of lists) list.push(owner);
  }
  const of = (group: string): readonly Owner[] => members.get(group) ?? [];

  for (const node of tree.nodes.values()) {
    const { code } = node.unit;
    result.entries.push(...unitGroupEntries(context, node, of(unitGroup(code)), of(subtreeGroup(code))));
  }
  result.entries.push(headsGroupEntry(context, [...new Set(heads)].toSorted()));
  for (const staffClass of STAFF_CLASSES) {
    result.entries.push(classGroupEntry(context, staffClass, of(classGroup(staffClass))));
  }
  const rules = new Map(context.groupRules.map((rule) => [ruleGroup(rule), rule]));
  for (const [group, rule] of rules) result.entries.push(ruleGroupEntry(context, rule, of(group)));
  for (const name of context.applicationGroups) {
    if (!rules.has(name)) result.purges.push(groupPurge(context, name));
  }
}

/** What a post in the unit makes somebody a member of. */
function groupsOfUnit(node: UnitNode): string[] {
  const groups = [unitGroup(node.unit.code)];
  for (let at: UnitNode | null = node; at !== null; at = at.parent) groups.push(subtreeGroup(at.unit.code));
  return groups;
}
