/** `danhba decisions` and `danhba decisions resolve ID…`: what waits for a person, and the answer. */
import { systemClock } from "../../compose.ts";
import type { Answer, Decision } from "../../model/decision.ts";
import { DanhbaError } from "../../model/error.ts";
import { isLocalPart } from "../../naming/local-part.ts";
import { instantOf } from "../../ports/clock.ts";
import { findingText } from "../../texts/findings.ts";
import type { Lang } from "../../texts/lang.ts";
import { DECISION_STATE_TEXTS, timeText, VIEW_TEXTS } from "../../texts/views.ts";
import { EXIT } from "../exit-status.ts";
import { positiveInteger } from "../options.ts";
import { jsonText, type Session, withDatabase } from "../session.ts";
import { table } from "../views/table.ts";
import { visibleLine } from "../views/visible.ts";

export async function decisionsVerb(session: Session, { all }: { readonly all?: boolean }): Promise<number> {
  return await withDatabase(session, async ({ journal }, realm) => {
    const { id } = realm.settings;
    const decisions = (await journal.decisions(id)).filter(({ state }) => all === true || state === "open");
    if (session.isJson) {
      const documents = decisions.map((decision) => decisionDocument(session.lang, decision));
      session.print(jsonText({ formatVersion: 1, realm: id, decisions: documents }));
    } else {
      session.print(decisionsText(session.lang, decisions));
    }
    return EXIT.done;
  });
}

export interface ResolveOptions {
  readonly localPart?: string;
  readonly keep?: boolean;
  readonly operator: string;
  readonly reason: string;
  readonly document: string;
}

/**
 * @throws DanhbaError USAGE for an id that is not open, a local part that cannot be, one that somebody else has or
 * had, one for several ids, or `--keep` where nobody has an address that could be kept
 */
export async function decisionsResolveVerb(
  session: Session,
  ids: readonly string[],
  options: ResolveOptions,
): Promise<number> {
  const numbers = ids.map((id) => positiveInteger("ID", id));
  const localPart = wantedLocalPart(options, numbers.length);
  const { operator, reason, document } = options;
  const answer: Answer = { localPart, operator, reason, documentNo: document };
  return await withDatabase(session, async ({ journal }, realm) => {
    const { id } = realm.settings;
    const open = (await journal.decisions(id)).filter(({ state }) => state === "open");
    const ledger = await journal.ledger(id);
    for (const number of numbers) {
      const decision = open.find((one) => one.id === number);
      if (decision === undefined) throw usage("ID", number, "NOT_AN_OPEN_DECISION");
      const { owner } = decision.finding;
      const holder = ledger.find(
        (address) => address.localPart === localPart && address.owner !== owner,
      )?.owner;
      if (holder !== undefined) throw usage("--local-part", localPart ?? "", "TAKEN_BY", { holder });
      const hasAddress = ledger.some((address) => address.owner === owner && address.role === "primary");
      if (localPart === null && !hasAddress) throw usage("--keep", number, "NOTHING_TO_KEEP");
    }
    await journal.decide(id, numbers, answer, instantOf(systemClock));
    if (session.isJson)
      session.print(jsonText({ formatVersion: 1, realm: id, resolved: numbers, ...answer }));
    else session.print(`${numbers.join(", ")}: ${VIEW_TEXTS[session.lang].decided}`);
    return EXIT.done;
  });
}

function wantedLocalPart({ localPart, keep }: ResolveOptions, count: number): string | null {
  if ((localPart === undefined) === (keep !== true))
    throw usage("--local-part", localPart ?? "", "ONE_ANSWER");
  if (localPart === undefined) return null;
  if (!isLocalPart(localPart)) throw usage("--local-part", localPart, "NOT_A_LOCAL_PART");
  if (count > 1) throw usage("--local-part", localPart, "ONE_OWNER");
  return localPart;
}

function usage(argument: string, value: string | number, problem: string, more = {}): DanhbaError {
  return new DanhbaError("USAGE", { argument, value, problem, ...more });
}

function decisionDocument(lang: Lang, decision: Decision): Record<string, unknown> {
  const { id, finding, proposals, state, openedAt, openedRun, answer, closedAt } = decision;
  const { code, owner } = finding;
  const message = findingText(finding, lang);
  return { id, code, owner, message, proposals, state, openedAt, openedRun, answer, closedAt };
}

function decisionsText(lang: Lang, decisions: readonly Decision[]): string {
  const words = VIEW_TEXTS[lang];
  if (decisions.length === 0) return words.noDecisions;
  const rows = decisions.map(({ id, finding, proposals, state, openedAt, answer }) => [
    String(id),
    DECISION_STATE_TEXTS[lang][state],
    timeText(lang, openedAt),
    finding.owner,
    finding.code,
    answer === null ? proposals.join(" ") : (answer.localPart ?? words.kept),
    answer === null ? "" : `${answer.operator}, ${answer.documentNo}`,
  ]);
  const heads = ["#", words.state, words.started, words.owner, words.why, words.proposals, words.by];
  const texts = decisions.map(({ id, finding }) => `${id}: ${findingText(finding, lang)}`);
  return [table([heads, ...rows], [0]), ...texts.map(visibleLine)].join("\n");
}
