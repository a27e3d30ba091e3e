/** Use case: one account gets a new password, after somebody has checked who asks for it. */
import type { LedgerAddress } from "../model/address.ts";
import { DanhbaError } from "../model/error.ts";
import type { ResetRequest } from "../model/handover.ts";
import { agencyOwner, type Owner, personOwner } from "../model/owner.ts";
import { instantOf } from "../ports/clock.ts";
import { type HandedOut, type HandOutOptions, handOut } from "./hand-out.ts";
import { findAccount, isActive } from "./password-account.ts";
import type { RealmServices } from "./realm-services.ts";
import { wayOut } from "./way-out.ts";

export type ResetOptions = HandOutOptions & Pick<ResetRequest, "verifiedBy" | "channel" | "cause">;

/**
 * @param subject a person's id, a unit's code, or an address with or without its domain
 * @throws DanhbaError USAGE when it is none of these, or an account that may not sign in; and what `handOut` throws
 */
export async function resetPassword(
  services: RealmServices,
  subject: string,
  options: ResetOptions,
): Promise<HandedOut> {
  const { realm, handover, clock } = services;
  const { owner, unit } = await findSubject(services, subject);
  wayOut(handover.settings, unit);
  const { operator, verifiedBy, channel, cause, documentNo } = options;
  const request: ResetRequest = { owner, unit, operator, verifiedBy, channel, cause, documentNo };
  const id = await handover.store.request(realm.id, request, instantOf(clock));
  const rows = await handover.store.rows(realm.id, { ids: [id], states: ["waiting"] });
  return await handOut(services, unit, rows, options);
}

/**
 * A person's id goes before a unit's code, and both before an address, so that one word never means two accounts;
 * among a person's accounts at several agencies it is the one that is active.
 */
export async function findSubject(
  services: Pick<RealmServices, "journal" | "realm" | "directory" | "profile">,
  subject: string,
): Promise<{ readonly owner: Owner; readonly unit: string | null }> {
  const ledger = await services.journal.ledger(services.realm.id);
  const meant = meantBy(ledger, subject.trim(), services.profile.people.transfer === "cancel");
  for (const { owner, localPart } of meant) {
    const entry = await findAccount(services, { owner, localPart });
    if (entry === null || !isActive(entry)) continue;
    return { owner, unit: entry.attributes.danhbaUnit?.[0] ?? null };
  }
  const problem = meant.length === 0 ? "UNKNOWN_SUBJECT" : "NOT_ACTIVE";
  throw new DanhbaError("USAGE", { argument: "PERSON|ADDRESS", value: subject, problem });
}

function meantBy(
  ledger: readonly LedgerAddress[],
  subject: string,
  hasAgencies: boolean,
): readonly LedgerAddress[] {
  const primaries = ledger.filter(({ role }) => role === "primary");
  const [asked = ""] = subject.toLowerCase().split("@");
  const holder = ledger.find(({ localPart }) => localPart === asked)?.owner;
  const ways: readonly ((owner: Owner) => boolean)[] = [
    (owner) =>
      owner === personOwner(subject) || (hasAgencies && owner.startsWith(`${personOwner(subject)}@`)),
    (owner) => owner === agencyOwner(subject),
    (owner) => owner === holder,
  ];
  const found = ways.map((isMeant) => primaries.filter(({ owner }) => isMeant(owner)));
  return found.find((accounts) => accounts.length > 0) ?? [];
}
