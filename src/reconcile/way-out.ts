/** How passwords of a unit may leave danhba: sealed for its recipients, or on slips where that is allowed. */
import { DanhbaError } from "../model/error.ts";
import type { HandoverSettings } from "../model/handover.ts";

export type WayOut =
  | { readonly kind: "sealed"; readonly recipients: readonly string[] }
  | { readonly kind: "slips" };

/** The unit's own age recipients, or else the realm's. */
export function recipientsOf({ recipients }: HandoverSettings, unit: string | null): readonly string[] {
  const own = unit === null ? undefined : recipients.units[unit];
  return own ?? recipients.realm;
}

/** @throws DanhbaError SETTINGS_INVALID when there is none, before any password is made */
export function wayOut(settings: HandoverSettings, unit: string | null): WayOut {
  const recipients = recipientsOf(settings, unit);
  if (recipients.length > 0) return { kind: "sealed", recipients };
  if (settings.slips) return { kind: "slips" };
  throw new DanhbaError("SETTINGS_INVALID", {
    setting: "handover.recipients",
    problem: "NO_WAY_OUT",
    unit: unit ?? "-",
  });
}
