/** `danhba explain PERSON|ADDRESS`: candidates in order, why each was refused, who holds it, the clause. */
import { systemClock } from "../../compose.ts";
import { type Explained, explain } from "../../reconcile/explain.ts";
import { VERDICT_TEXTS } from "../../texts/explanations.ts";
import { findingText } from "../../texts/findings.ts";
import type { Lang } from "../../texts/lang.ts";
import { VIEW_TEXTS } from "../../texts/views.ts";
import { EXIT } from "../exit-status.ts";
import { jsonText, type Session, withDatabase } from "../session.ts";
import { findingDocument } from "../views/parts.ts";
import { table } from "../views/table.ts";
import { visibleLine } from "../views/visible.ts";

/** @throws DanhbaError USAGE for what is neither a person, a unit nor an address */
export async function explainVerb(session: Session, subject: string): Promise<number> {
  return await withDatabase(session, async ({ feed, journal }, { settings, profile }) => {
    const { id, domain, ldap } = settings;
    const realm = { id, domain, suffix: ldap.suffix };
    const explained = await explain({ realm, profile, feed, journal, clock: systemClock }, subject);
    session.print(
      session.isJson
        ? jsonText(explanationDocument(session.lang, id, explained))
        : explanationText(session.lang, explained),
    );
    return EXIT.done;
  });
}

function explanationDocument(lang: Lang, realm: string, explained: Explained): Record<string, unknown> {
  const { owner, person, unit, addresses, decisions, naming } = explained;
  const findings = [...explained.findings, ...(naming?.findings ?? [])];
  return {
    formatVersion: 1,
    realm,
    owner,
    person,
    unit,
    addresses: addresses.map(({ localPart, role, form, clause, aliasUntil }) => ({
      localPart,
      role,
      form,
      clause,
      aliasUntil,
    })),
    decisions: decisions.map(({ id, state, finding, answer }) => ({ id, state, code: finding.code, answer })),
    findings: findings.map((finding) => findingDocument(lang, finding)),
    naming:
      naming === null
        ? null
        : {
            localPart: naming.localPart,
            form: naming.form,
            clause: naming.clause,
            parsed: naming.parsed,
            agency: naming.agency,
            candidates: naming.candidates,
            proposals: naming.proposals,
          },
  };
}

function explanationText(lang: Lang, explained: Explained): string {
  const words = VIEW_TEXTS[lang];
  const { owner, person, unit, addresses, decisions, naming } = explained;
  const lines = [`${owner}: ${person?.fullName ?? unit?.name ?? words.notInFeed}`];
  for (const { localPart, role, form, clause } of addresses) {
    lines.push(`  ${localPart}  ${role}  ${form}  ${clause}`);
  }
  for (const finding of [...explained.findings, ...(naming?.findings ?? [])]) {
    lines.push(`  ${finding.code}: ${findingText(finding, lang)}`);
  }
  for (const { id, finding, answer } of decisions) {
    const said =
      answer === null ? "?" : `${answer.localPart ?? words.kept} (${answer.operator}, ${answer.documentNo})`;
    lines.push(`  ${words.decision} ${id} ${finding.code}: ${said}`);
  }
  if (naming === null) return [...lines.map(visibleLine), words.notNamed].join("\n");
  const rows = naming.candidates.map(({ localPart, form, clause, verdict, holder, isChosen }) => [
    isChosen ? "→" : "",
    localPart ?? "–",
    form,
    clause,
    VERDICT_TEXTS[lang][verdict],
    holder ?? "",
  ]);
  const heads = ["", words.candidate, words.form, words.clause, words.verdict, words.holder];
  return [...lines.map(visibleLine), table([heads, ...rows])].join("\n");
}
