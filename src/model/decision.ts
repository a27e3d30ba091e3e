/** What a person must decide about an address, and what was answered (design.md §3). */
import { canonicalHash } from "./canonical-hash.ts";
import type { Instant } from "./feed.ts";
import type { Finding, FindingCode } from "./finding.ts";
import type { Owner } from "./owner.ts";

/** Findings that an answer settles: a local part for the owner, or that all stays as it is. */
const DECIDABLE: ReadonlySet<FindingCode> = new Set<FindingCode>([
  "ONE_WORD",
  "NAMESAKE_MARK",
  "TITLE_IN_NAME",
  "POSITION_IN_NAME",
  "PARENTHESIS",
  "LOST_APOSTROPHE",
  "HIDDEN_SPACE",
  "LAST_WORD_MIDDLE",
  "NAME_PARTS_DIFFER",
  "UNIT_COLLISION",
  "BAD_EXTENSION",
  "NO_RULE",
  "NEEDS_DECISION",
  "NEEDS_EXTENSION",
  "RESERVED",
  "BAD_LOCAL_PART",
  "LOCAL_PART_TAKEN",
  "PRIORITY_CONFLICT",
  "IDENTITY_CHANGED",
]);

/** Asked once, when it comes up: its finding is gone on the next run, the question is not. */
const ASKED_ONCE: ReadonlySet<FindingCode> = new Set<FindingCode>(["PRIORITY_CONFLICT"]);

export interface Question {
  /** The same for the same owner, code and params on every run. */
  readonly key: string;
  readonly finding: Finding;
  /** Free local parts that a person could choose. */
  readonly proposals: readonly string[];
  /** Whether it is withdrawn once no run finds it any more. */
  readonly isStanding: boolean;
}

/** Null when the finding is not for a decision but to be mended in the feed. */
export function questionOf(finding: Finding, proposals: readonly string[]): Question | null {
  if (!DECIDABLE.has(finding.code)) return null;
  return { key: questionKey(finding), finding, proposals, isStanding: !ASKED_ONCE.has(finding.code) };
}

export const questionKey = ({ owner, code, params }: Finding): string =>
  canonicalHash({ owner, code, params });

export interface Answer {
  /** Null: it stays as it is. */
  readonly localPart: string | null;
  readonly operator: string;
  readonly reason: string;
  /** Number of the document that the answer rests on. */
  readonly documentNo: string;
}

export interface Decision {
  readonly id: number;
  readonly key: string;
  readonly finding: Finding;
  readonly proposals: readonly string[];
  /** Whether it is withdrawn once no run finds it any more. */
  readonly isStanding: boolean;
  /** `withdrawn`: the question went away by itself. */
  readonly state: "open" | "resolved" | "withdrawn";
  readonly openedAt: Instant;
  readonly openedRun: number;
  readonly answer: Answer | null;
  readonly closedAt: Instant | null;
}

/** What was decided, as the makers of desired entries ask for it. */
export interface Decided {
  /** The newest answer with a local part for this owner. */
  localPartOf(owner: Owner): Answer | null;
  /** Whether a person has confirmed or settled exactly this finding. */
  isSettled(finding: Finding): boolean;
}

/** How many decisions wait, once a run has found `questions`. */
export function countWaiting(decisions: readonly Decision[], questions: readonly Question[]): number {
  const askedOnce = decisions.filter(({ state, isStanding }) => state === "open" && !isStanding);
  return new Set([...askedOnce, ...questions].map(({ key }) => key)).size;
}

/** @param decisions in the order in which they were resolved */
export function decidedBy(decisions: readonly Decision[]): Decided {
  const answers = new Map<Owner, Answer>();
  const settled = new Set<string>();
  for (const { state, key, finding, answer } of decisions) {
    if (state !== "resolved" || answer === null) continue;
    settled.add(key);
    if (answer.localPart !== null) answers.set(finding.owner, answer);
  }
  return {
    localPartOf: (owner) => answers.get(owner) ?? null,
    isSettled: (finding) => settled.has(questionKey(finding)),
  };
}
