/** Where the settings wish it: passwords are made and sealed as soon as accounts wait for them, a parcel per unit. */
import type { ObservedEntry } from "../model/entry.ts";
import { instantOf } from "../ports/clock.ts";
import { type MadePassword, makePassword, slipFor, validityFrom } from "./make-passwords.ts";
import { findAccount, isActive } from "./password-account.ts";
import type { RealmServices } from "./realm-services.ts";
import { recipientsOf } from "./way-out.ts";

/**
 * The parcel and the hashes are stored in one transaction, before any of the passwords is set: what is in the
 * directory can always be opened by somebody. Accounts that are locked wait on.
 */
export async function sealWaiting(services: RealmServices): Promise<void> {
  const { store, settings } = services.handover;
  if (!settings.sealAtCreation) return;
  for (const unit of await store.waitingUnits(services.realm.id)) {
    const recipients = recipientsOf(settings, unit);
    if (recipients.length > 0) await sealUnit(services, unit, recipients);
  }
}

async function sealUnit(services: RealmServices, unit: string, recipients: readonly string[]): Promise<void> {
  const { realm, clock, handover } = services;
  const { store, secrets, renderSlips } = handover;
  const made: { readonly entry: ObservedEntry; readonly password: MadePassword }[] = [];
  for (const row of await store.rows(realm.id, { unit, states: ["waiting"] })) {
    const entry = await findAccount(services, row);
    if (entry !== null && isActive(entry)) made.push({ entry, password: makePassword(services, row) });
  }
  if (made.length === 0) return;
  const sealedAt = instantOf(clock);
  const { until, expiresAt } = validityFrom(services, sealedAt);
  const slips = made.map(({ entry, password }) => slipFor(entry, password, until));
  const sealed = await secrets.seal(renderSlips(slips), recipients);
  const hashes = made.map(({ password: { id, hash } }) => ({ id, hash }));
  // Where a row was taken by a collection meanwhile, the others are sealed after the next run.
  await store.seal(realm.id, { unit, sealed, recipients, sealedAt, expiresAt }, hashes);
}
