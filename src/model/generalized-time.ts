/** Times as a directory writes them (RFC 4517 §3.3.13). */

const GENERALIZED_TIME = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:[.,]\d+)?Z$/;

/**
 * Milliseconds since 1970 of a GeneralizedTime in UTC with seconds, which is how OpenLDAP writes it
 * (`20261121204039Z`); fractions are cut. Null for anything else.
 */
export function generalizedTimeMs(text: string): number | null {
  const parts = GENERALIZED_TIME.exec(text)?.slice(1);
  if (parts === undefined) return null;
  const [year = "", month = "", day = "", hour = "", minute = "", second = ""] = parts;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(time) ? null : time;
}
