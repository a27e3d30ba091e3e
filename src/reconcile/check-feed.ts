/** Use case: the certificate of the feed as it is now, without a run; writes nothing. */
import type { FeedDelivery } from "../model/feed.ts";
import type { Certificate } from "../model/feed-certificate.ts";
import { instantOf } from "../ports/clock.ts";
import { certify } from "./certify.ts";
import type { RealmServices } from "./realm-services.ts";

export interface CheckedFeed {
  readonly certificate: Certificate;
  readonly delivery: FeedDelivery | null;
}

/** Throws the database's errors; the directory is not asked. */
export async function checkFeed(
  services: Pick<RealmServices, "realm" | "answers" | "feedLimits" | "feed" | "journal" | "clock">,
): Promise<CheckedFeed> {
  const { realm, feed, journal, clock } = services;
  const snapshot = await feed.readFeedSnapshot(realm.id);
  const memory = await journal.memory(realm.id);
  const rulings = await journal.rulings(realm.id);
  const certificate = await certify(services, snapshot, memory, rulings, instantOf(clock));
  return { certificate, delivery: snapshot.delivery };
}
