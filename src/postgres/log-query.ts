/** The query for records of the change log that meet a filter: conditions that are there are all met. */
import { kindTerm, operatorTerm } from "../changelog/log-terms.ts";
import type { LogFilter, LogSubject } from "../ports/journal-port.ts";

/** A place for a value; returns its number in the text. */
type Place = (value: unknown) => string;

export function logQuery(
  realm: string,
  filter: LogFilter,
): { readonly text: string; readonly values: unknown[] } {
  const values: unknown[] = [realm];
  const place: Place = (value) => `$${values.push(value)}`;
  const { owner, run, clause, since, until, kind, operator, about = [], limit = null } = filter;
  const terms = [
    ...(kind === undefined ? [] : [kindTerm(kind)]),
    ...(operator === undefined ? [] : [operatorTerm(operator)]),
  ];
  const conditions = [
    "realm = $1",
    ...(owner === undefined ? [] : [`owner = ${place(owner)}`]),
    ...(run === undefined ? [] : [`run = ${place(run)}`]),
    ...(clause === undefined ? [] : [`clause = ${place(clause)}`]),
    ...(since === undefined ? [] : [`at >= ${place(since)}`]),
    ...(until === undefined ? [] : [`at <= ${place(until)}`]),
    ...(terms.length === 0 ? [] : [`terms @> ${place(terms)}`]),
    ...about.map((subject) => isAbout(subject, place)),
  ];
  return {
    text: `SELECT * FROM (
             SELECT realm, seq, record, hash FROM danhba.change_log
              WHERE ${conditions.join(" AND ")}
              ORDER BY seq DESC LIMIT ${place(limit)}) newest
            ORDER BY seq`,
    values,
  };
}

/** A stay in a unit lasts from the record that named it to the one that named another, both included. */
function isAbout({ owners, terms, unit }: LogSubject, place: Place): string {
  const ways = [
    `SELECT seq FROM danhba.change_log WHERE realm = $1 AND owner = ANY (${place(owners)})`,
    `SELECT seq FROM danhba.change_log WHERE realm = $1 AND terms && ${place(terms)}`,
    ...(unit === null ? [] : [staysIn(place(unit))]),
  ];
  return `seq IN (${ways.join(" UNION ALL ")})`;
}

const staysIn = (unit: string): string => `
  SELECT told.seq
    FROM danhba.change_log entry
    CROSS JOIN LATERAL (
      SELECT min(seq) AS seq FROM danhba.change_log later
       WHERE later.realm = $1 AND later.owner = entry.owner AND later.seq > entry.seq AND later.unit IS NOT NULL) leaving
    JOIN danhba.change_log told
      ON told.realm = $1 AND told.owner = entry.owner
     AND told.seq >= entry.seq AND (leaving.seq IS NULL OR told.seq <= leaving.seq)
   WHERE entry.realm = $1 AND entry.unit = ${unit}`;
