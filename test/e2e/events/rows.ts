/** Rows of the feed as the events write them. */
import type { FeedRow, ProfileId } from "../../support/real-realm.ts";

/** What an event delivers; a function where it depends on the day or the profile. */
export type Rows = readonly FeedRow[];

type Columns = NonNullable<FeedRow["columns"]>;

export const unit = (code: string, columns: Columns): FeedRow => ({ table: "unit", key: code, columns });
export const person = (id: string, columns: Columns): FeedRow => ({ table: "person", key: id, columns });
export const post = (id: string, columns: Columns): FeedRow => ({ table: "appointment", key: id, columns });
export const gone = (table: FeedRow["table"], key: string): FeedRow => ({ table, key, columns: null });

/** The profiles under which a person's address comes with the decision instead of from a rule. */
const ON_REQUEST: ReadonlySet<ProfileId> = new Set<ProfileId>(["quangtri"]);

export interface Newcomer {
  readonly id: string;
  readonly name: string;
  /** Asked for only where the regulation has no rule for names. */
  readonly request: string;
  readonly unit: string;
  readonly decision: string;
  readonly extension?: string | null;
  readonly registered?: string;
}

/** A person with a primary post `V<id>`; person and post rest on the same decision. */
export function newcomer(profile: ProfileId, facts: Newcomer): Rows {
  const { id, name, request, unit: unitCode, decision, extension = null, registered = "2020-01-01" } = facts;
  return [
    person(id, {
      full_name: name,
      registered_at: registered,
      requested_local_part: ON_REQUEST.has(profile) ? request : null,
      mailbox_extension: profile === "binhthuan" ? extension : null,
      decision_no: decision,
    }),
    post(`V${id}`, { person_id: id, unit_code: unitCode, title: "Chuyên viên", decision_no: decision }),
  ];
}

/** The primary post is in another unit from now on. */
export const moved = (id: string, unitCode: string, decision: string): FeedRow =>
  post(`V${id}`, { unit_code: unitCode, decision_no: decision });

/** HR's word on a person, from a day on (null: at once). */
export const status = (id: string, word: string, decision: string, from: string | null = null): FeedRow =>
  person(id, { status: word, status_from: from, decision_no: decision });
