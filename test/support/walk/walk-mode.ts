/** How much a walk's runs look at, and what they tell of the rest. */
import type { RunTrigger } from "../../../src/ports/journal-port.ts";
import type { RealmServices } from "../../../src/reconcile/realm-services.ts";
import { type SyncResult, syncAlone } from "../../../src/reconcile/sync.ts";

/**
 * `everything`: all is made anew by every run · `compared`: all is compared, what differs is made anew · `changes`: only
 * what changed since the run before is looked at.
 */
export type WalkMode = "everything" | "compared" | "changes";

/** @param compareAbove see the settings: nothing is so small that it is not compared */
export const servicesIn = (mode: WalkMode, services: RealmServices): RealmServices =>
  mode === "compared" ? { ...services, compareAbove: 0 } : services;

/** A run by what is known of the changes tells only of those: what stands besides is what runs before have told. */
export async function runIn(
  mode: WalkMode,
  services: RealmServices,
  isDeletedByHand: boolean,
): Promise<SyncResult> {
  const stop = new AbortController().signal;
  // A deletion shows in nothing but a look at all entries, after which a run is asked for.
  const trigger: RunTrigger = mode !== "changes" ? "sync" : isDeletedByHand ? "drift" : "feed";
  const result = await syncAlone(services, { trigger, stop });
  if (mode !== "changes") return result;
  const told = new Set(result.findings.map((finding) => JSON.stringify(finding)));
  const standing = (await services.scopes.findings(services.realm.id)).filter(
    (finding) => !told.has(JSON.stringify(finding)),
  );
  return { ...result, findings: [...result.findings, ...standing] };
}
