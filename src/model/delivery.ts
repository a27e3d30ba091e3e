/** One delivery of the HR feed, as it is read from files or handed over, before it is in the store. */
import type { FeedAppointment, FeedDelivery, FeedPerson, FeedUnit } from "./feed.ts";

/** Rows of one kind with the properties that were delivered; what was not delivered stays as it is stored. */
export interface DeliveredTable<Kind extends string, Row> {
  readonly kind: Kind;
  readonly columns: readonly (keyof Row & string)[];
  readonly rows: readonly Row[];
}

export type DeliveredRows =
  | DeliveredTable<"units", FeedUnit>
  | DeliveredTable<"people", FeedPerson>
  | DeliveredTable<"appointments", FeedAppointment>;

export const DELIVERED_KINDS = ["units", "people", "appointments"] as const;
export type DeliveredKind = (typeof DELIVERED_KINDS)[number];

export interface Delivery {
  readonly realm: string;
  /** Where the data came from, such as the file names. */
  readonly source: string;
  /** `full`: stored rows of a delivered kind that are missing from the delivery are removed. */
  readonly mode: FeedDelivery["mode"];
  readonly loadedBy: string;
  /** Lower-case hexadecimal. */
  readonly contentSha256: string | null;
  readonly declaredPeople: number | null;
  readonly declaredUnits: number | null;
  readonly tables: readonly DeliveredRows[];
}
