/** Statements that read rows of schema `hr` as the feed has them, and digests over exactly the columns that are read. */

/** Columns of each table; the first is the key within a realm. Text of a digest is made of them in this order. */
const UNIT = `
  code, name, kind, parent_code, mailbox_name, head_person_id, status, successor_code, effective_from, effective_to,
  decision_no, decision_date`;
const PERSON = `
  id, full_name, family_middle_name, given_name, birth_date, gender, phone, staff_class, status, status_from,
  registered_at, requested_local_part, mailbox_extension, decision_no, decision_date, decided_by`;
const POST = `
  id, person_id, unit_code, title, leader_rank, kind, effective_from, effective_to, decision_no, decision_date`;

/** The whole realm, $1; with `some`: those with one of the keys in $2. */
export type Extent = "whole" | "some";

export const unitRows = (): string => `
  SELECT ${named(UNIT)} FROM hr.unit WHERE realm = $1 ORDER BY code COLLATE "C"`;

export const personRows = (extent: Extent): string => `
  SELECT ${named(PERSON)} FROM hr.person WHERE realm = $1 ${among("id", extent)} ORDER BY id COLLATE "C"`;

export const postRows = (extent: Extent): string => `
  SELECT ${named(POST)} FROM hr.appointment WHERE realm = $1 ${among("person_id", extent)} ORDER BY id COLLATE "C"`;

/** Of $2 the people themselves are left out. */
export const DOUBLES = `
  SELECT ${named(PERSON)} FROM hr.person
   WHERE realm = $1 AND NOT (id = ANY ($2)) AND birth_date IN (
     SELECT birth_date FROM hr.person WHERE realm = $1 AND id = ANY ($2)
     UNION SELECT born FROM danhba.source WHERE realm = $1 AND id = ANY ($2))
   ORDER BY id COLLATE "C"`;

// `id` alone would be the text of the result, by which 9 comes after 10.
export const NEWEST_DELIVERY = `
  SELECT id::text, source, mode, declared_people AS "declaredPeople", declared_units AS "declaredUnits",
         loaded_at AS "loadedAt", loaded_by AS "loadedBy"
    FROM hr.delivery WHERE realm = $1 ORDER BY delivery.id DESC LIMIT 1`;

/**
 * (id, digest): everybody who has a row or a post. The text of a row quotes its cells, so that no two rows have the
 * same; it depends on no collation, and on no setting but those that `openPool` fixes (time zone, style of dates).
 */
export const personDigests = (extent: Extent): string => `
  SELECT coalesce(p.id, a.person_id)::text AS id,
         sha256(convert_to(concat(p.content, a.content), 'UTF8')) AS digest
    FROM (SELECT id, ROW(${PERSON})::text AS content FROM hr.person WHERE realm = $1 ${among("id", extent)}) AS p
    FULL JOIN (SELECT person_id, string_agg(ROW(${POST})::text, '' ORDER BY id COLLATE "C") AS content
                 FROM hr.appointment WHERE realm = $1 ${among("person_id", extent)} GROUP BY person_id) AS a
      ON a.person_id = p.id`;

/** (code, digest) */
export const UNIT_DIGESTS = `
  SELECT code::text AS code, sha256(convert_to(ROW(${UNIT})::text, 'UTF8')) AS digest FROM hr.unit WHERE realm = $1`;

const among = (key: string, extent: Extent): string => (extent === "some" ? `AND ${key} = ANY ($2)` : "");

/** `parent_code` → `parent_code AS "parentCode"` */
function named(columns: string): string {
  return columns.replaceAll(/\w+/g, (column) => {
    const property = column.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
    return property === column ? column : `${column} AS "${property}"`;
  });
}
