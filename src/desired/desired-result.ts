/** What the builders of desired entries put together. */
import type { Identity } from "../model/account.ts";
import type { LedgerChange } from "../model/change.ts";
import { type Decided, type Question, questionOf } from "../model/decision.ts";
import type { Due } from "../model/due.ts";
import type { DesiredEntry, Purge } from "../model/entry.ts";
import type { Finding } from "../model/finding.ts";
import type { Owner } from "../model/owner.ts";

export interface Desired {
  readonly entries: readonly DesiredEntry[];
  /** Accounts and groups to delete. */
  readonly purges: readonly Purge[];
  readonly ledger: ReadonlyMap<Owner, readonly LedgerChange[]>;
  readonly findings: readonly Finding[];
  /** Those findings that wait for a person's decision. */
  readonly questions: readonly Question[];
  /** The next instant of each owner at which something changes by itself; at most one per owner. */
  readonly due: readonly Due[];
  /** Identities to remember: new ones, and those that were confirmed. */
  readonly identities: readonly Identity[];
}

export class DesiredResult {
  readonly entries: DesiredEntry[] = [];
  readonly purges: Purge[] = [];
  readonly findings: Finding[] = [];
  readonly #ledger = new Map<Owner, LedgerChange[]>();
  readonly #questions: Question[] = [];
  readonly #due = new Map<Owner, Due>();
  readonly #identities = new Map<string, Identity>();
  readonly #decided: Decided;

  constructor(decided: Decided) {
    this.#decided = decided;
  }

  /** Tells a finding that a person may settle, unless one has; with what could be chosen. */
  ask(finding: Finding, proposals: readonly string[]): void {
    if (this.#decided.isSettled(finding)) return;
    this.findings.push(finding);
    const question = questionOf(finding, proposals);
    if (question !== null) this.#questions.push(question);
  }

  /** What the ledger records together with the owner's item. */
  record(owner: Owner, changes: readonly LedgerChange[]): void {
    if (changes.length === 0) return;
    this.#ledger.set(owner, [...(this.#ledger.get(owner) ?? []), ...changes]);
  }

  /** Something changes by itself then; the earliest of an owner counts. */
  remind(due: Due): void {
    const known = this.#due.get(due.owner);
    if (known === undefined || due.at < known.at) this.#due.set(due.owner, due);
  }

  /** Once for each person, whatever accounts they have. */
  remember(identity: Identity): void {
    this.#identities.set(identity.personId, identity);
  }

  finish(): Desired {
    return {
      entries: this.entries,
      purges: this.purges,
      ledger: this.#ledger,
      findings: this.findings.toSorted(byOwnerAndCode),
      questions: this.#questions,
      due: [...this.#due.values()].toSorted((a, b) => (a.owner < b.owner ? -1 : 1)),
      identities: [...this.#identities.values()],
    };
  }
}

function byOwnerAndCode(a: Finding, b: Finding): number {
  const keyA = `${a.owner} ${a.code}`;
  const keyB = `${b.owner} ${b.code}`;
  return keyA < keyB ? -1 : keyA > keyB ? 1 : 0;
}
