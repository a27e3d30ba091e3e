/** The feed certificate: as a document, and as a few tables and lines. */
import { type FeedJudgement, type SliceFacts, sliceOf } from "../../model/feed-certificate.ts";
import type { CheckedFeed } from "../../reconcile/check-feed.ts";
import { feedRuleText } from "../../texts/feed-rules.ts";
import type { Lang } from "../../texts/lang.ts";
import { timeText, VIEW_TEXTS } from "../../texts/views.ts";
import { table } from "./table.ts";

/** A broken rule as every document has it. */
export function judgementDocument(lang: Lang, judgement: FeedJudgement): Record<string, unknown> {
  const { rule, agency, effect } = judgement;
  return { rule, agency, effect, message: feedRuleText(lang, judgement) };
}

/** Lines of what is only told: what freezes stands among what is held. */
export function warningLines(lang: Lang, judgements: readonly FeedJudgement[]): string[] {
  return judgements
    .filter(({ effect }) => effect === "warn")
    .map((judgement) => `${VIEW_TEXTS[lang].note}: ${feedRuleText(lang, judgement)}`);
}

export function certificateDocument(
  lang: Lang,
  { certificate, delivery }: CheckedFeed,
): Record<string, unknown> {
  const { facts, baseline, digest, isFrozen, frozenAgencies, judgements, accepted } = certificate;
  return {
    isSound: digest === null,
    isFrozen,
    frozenAgencies: [...frozenAgencies],
    digest,
    delivery,
    baseline: baseline === null ? null : { delivery: baseline.delivery, acceptedAt: baseline.acceptedAt },
    totals: { now: facts.whole, before: baseline?.facts.whole ?? null },
    agencies: agenciesOf(certificate),
    judgements: judgements.map((judgement) => judgementDocument(lang, judgement)),
    accepted: accepted.map((judgement) => judgementDocument(lang, judgement)),
  };
}

interface AgencyRow {
  readonly agency: string;
  readonly now: SliceFacts | null;
  readonly before: SliceFacts | null;
  /** People of the last accepted feed who are not there any more. */
  readonly gone: number;
}

function agenciesOf({ facts, baseline, gone }: CheckedFeed["certificate"]): AgencyRow[] {
  const codes = new Set([...Object.keys(facts.agencies), ...Object.keys(baseline?.facts.agencies ?? {})]);
  const lost = Map.groupBy(gone.values(), (agency) => agency);
  return [...codes].toSorted().map((agency) => ({
    agency,
    now: sliceOf(facts, agency) ?? null,
    before: (baseline === null ? undefined : sliceOf(baseline.facts, agency)) ?? null,
    gone: lost.get(agency)?.length ?? 0,
  }));
}

/** Totals, the agencies that have something to say, and every broken rule with its numbers. */
export function certificateText(lang: Lang, { certificate, delivery }: CheckedFeed): string {
  const words = VIEW_TEXTS[lang];
  const { facts, baseline, judgements, accepted, digest } = certificate;
  const { people, units, appointments } = facts.whole;
  const source =
    delivery === null
      ? words.noDelivery
      : `${words.delivery} ${delivery.id} (${delivery.mode}, ${delivery.source}, ${timeText(lang, delivery.loadedAt)})`;
  const against =
    baseline === null
      ? words.noBaseline
      : `${words.comparedWith} ${words.delivery} ${baseline.delivery ?? "–"}, ${words.acceptedOn} ${timeText(lang, baseline.acceptedAt)}`;
  const lines = [
    `${people} ${words.people}, ${units} ${words.units}, ${appointments} ${words.appointments}; ${source}`,
    against,
  ];
  const broken = new Set([...judgements, ...accepted].map(({ agency }) => agency));
  const rows = agenciesOf(certificate)
    .filter(({ agency, now, before, gone }) => broken.has(agency) || gone > 0 || isOther(now, before))
    .map(({ agency, now, before, gone }) => [
      agency === "" ? "–" : agency,
      ...[before?.people ?? 0, now?.people ?? 0, gone, now?.units ?? 0, now?.appointments ?? 0].map(String),
    ]);
  if (baseline !== null && rows.length > 0) {
    const heads = [words.agency, words.before, words.people, words.gone, words.units, words.appointments];
    lines.push(table([heads, ...rows], [1, 2, 3, 4, 5]));
  }
  for (const judgement of judgements.filter(({ effect }) => effect === "freeze"))
    lines.push(`${words.frozen}: ${judgement.rule} ${feedRuleText(lang, judgement)}`);
  for (const judgement of accepted)
    lines.push(`${words.acceptedRule}: ${judgement.rule} ${feedRuleText(lang, judgement)}`);
  lines.push(...warningLines(lang, judgements), digest === null ? words.feedSound : words.feedHeld);
  return lines.join("\n");
}

const isOther = (now: SliceFacts | null, before: SliceFacts | null): boolean =>
  before !== null && now?.people !== before.people;
