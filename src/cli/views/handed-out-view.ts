/** What was handed out, without the passwords. */
import type { HandedOut } from "../../reconcile/hand-out.ts";
import { HANDOVER_TEXTS } from "../../texts/handovers.ts";
import type { Lang } from "../../texts/lang.ts";

export function handedOutDocument(handed: HandedOut): Record<string, unknown> {
  const { accounts, skipped, refused, validUntil, sealedFor } = handed;
  return { accounts, skipped, refused, validUntil, sealedFor };
}

export function handedOutText(lang: Lang, handed: HandedOut): string {
  const words = HANDOVER_TEXTS[lang];
  const { accounts, skipped, refused, sealedFor } = handed;
  const lines = [`${words.handedOut}: ${accounts.length}`];
  if (sealedFor.length > 0) lines.push(`${words.sealedFor}: ${sealedFor.join(", ")}`);
  if (skipped.length > 0) lines.push(`${words.skipped}: ${skipped.join(", ")}`);
  if (refused.length > 0) lines.push(`${words.refused}: ${refused.join(", ")}`);
  return lines.join("\n");
}
