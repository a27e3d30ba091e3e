/** Items that the directory refuses: tried again with growing pauses, given up in the end, never forgotten. */
import { canonicalHash } from "../model/canonical-hash.ts";
import type { Item } from "../model/change.ts";
import type { Instant } from "../model/feed.ts";
import type { Finding } from "../model/finding.ts";
import type { Refusal } from "../model/refusal.ts";
import type { FailedItem, Lease, RunTrigger } from "../ports/journal-port.ts";
import { notDone } from "./not-done.ts";
import type { RealmServices, RetrySettings } from "./realm-services.ts";

/** Runs that begin by themselves; what a person asks for tries everything at once. */
const BACKING_OFF: ReadonlySet<RunTrigger> = new Set(["schedule", "feed", "due", "start", "drift"]);

/** Somebody else changed the entry after the plan saw it: the next plan sees what they did. */
const OVERTAKEN = "assertionFailed";

const MINUTE_MS = 60_000;
const LONGEST_PAUSE_MS = 24 * 60 * MINUTE_MS;

/**
 * | the same item was refused before       | a run of its own accord | somebody asks |
 * |----------------------------------------|-------------------------|---------------|
 * | and its pause is over                  | tried                   | tried         |
 * | and its pause is not over              | waits                   | tried         |
 * | so often that it was given up          | waits                   | tried         |
 *
 * What requires an item that waits is not tried either. `waiting` are told as failed, with what the directory said
 * last, how often and since when, and `nextAt`, which is missing for what was given up.
 */
export async function withoutBackedOff(
  { answers, realm }: RealmServices,
  released: readonly Item[],
  trigger: RunTrigger,
  now: Instant,
): Promise<{ readonly tried: readonly Item[]; readonly waiting: readonly FailedItem[] }> {
  if (!BACKING_OFF.has(trigger)) return { tried: released, waiting: [] };
  const known = byOwner(await answers.refusals.read(realm.id));
  const waiting = released.flatMap((item) => {
    const refusal = known.get(item.owner);
    const isWaiting = refusal?.digest === item.digest && (refusal.nextAt === null || refusal.nextAt > now);
    return isWaiting ? [waitingItem(item, refusal)] : [];
  });
  const untried = new Set(notDone(released, waiting));
  return { tried: released.filter((item) => !untried.has(item)), waiting };
}

function waitingItem({ owner, dn }: Item, { code, detail, attempts, firstAt, nextAt }: Refusal): FailedItem {
  const params = { dn, result: code, detail, attempts, since: firstAt };
  return { owner, dn, code, params: nextAt === null ? params : { ...params, nextAt } };
}

/** What became of the released items, as far as refusals go. */
export interface Tried {
  readonly released: readonly Item[];
  readonly waiting: readonly FailedItem[];
  readonly failed: readonly FailedItem[];
  /** Whether items were left untried because the run was asked to stop. */
  readonly isStopped: boolean;
}

/**
 * Remembers the refusals that stand: what was refused now counts once more, what waits or was not reached stays as it
 * is, all else is done, or nobody wants it any more. That somebody else was faster is no refusal.
 * @returns a finding for each item that was given up
 */
export async function noteRefusals(
  { answers, realm, retries }: RealmServices,
  lease: Lease,
  tried: Tried,
  now: Instant,
): Promise<readonly Finding[]> {
  const before = await answers.refusals.read(realm.id);
  const known = byOwner(before);
  const refused = byOwner(tried.failed.filter(({ code }) => code !== OVERTAKEN));
  const untried = tried.isStopped
    ? new Set(tried.released)
    : new Set(notDone(tried.released, [...tried.failed, ...tried.waiting]));
  const after = tried.released.flatMap((item): Refusal[] => {
    const last = known.get(item.owner);
    const same = last?.digest === item.digest ? last : null;
    const failure = refused.get(item.owner);
    if (failure !== undefined) return [countOn(same, item, failure, retries, now)];
    return same !== null && untried.has(item) && isAhead(same, now) ? [same] : [];
  });
  const standing = inOrder(after);
  // `Refusal` is data and no more, so that its canonical form says whether anything is new.
  if (canonicalHash(standing) !== canonicalHash(inOrder(before))) {
    await answers.refusals.write(lease, standing);
  }
  return standing.flatMap((refusal) => (refusal.nextAt === null ? [givenUp(refusal)] : []));
}

function countOn(
  last: Refusal | null,
  { owner, digest }: Item,
  { code, params }: FailedItem,
  { attempts: limit, firstMinutes }: RetrySettings,
  now: Instant,
): Refusal {
  const attempts = (last?.attempts ?? 0) + 1;
  const pause = Math.min(firstMinutes * MINUTE_MS * 2 ** (attempts - 1), LONGEST_PAUSE_MS);
  return {
    owner,
    digest,
    code,
    detail: String(params.detail ?? ""),
    attempts,
    firstAt: last?.firstAt ?? now,
    lastAt: now,
    nextAt: attempts >= limit ? null : new Date(Date.parse(now) + pause).toISOString(),
  };
}

/** What is past would wake the service again and again for an item whose turn does not come. */
const isAhead = ({ nextAt }: Refusal, now: Instant): boolean => nextAt === null || nextAt > now;

const givenUp = ({ owner, code, attempts, firstAt }: Refusal): Finding => ({
  code: "ITEM_GIVEN_UP",
  owner,
  params: { result: code, attempts, since: firstAt },
});

const byOwner = <Row extends { readonly owner: string }>(rows: readonly Row[]): ReadonlyMap<string, Row> =>
  new Map(rows.map((row) => [row.owner, row]));

const inOrder = (refusals: readonly Refusal[]): Refusal[] =>
  refusals.toSorted((a, b) => (a.owner < b.owner ? -1 : 1));
