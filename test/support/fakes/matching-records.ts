/** What the log's query gives, in memory. */
import { kindTerm, logTerms, operatorTerm } from "../../../src/changelog/log-terms.ts";
import type { ChainedRecord } from "../../../src/changelog/record.ts";
import type { LogFilter, LogSubject } from "../../../src/ports/journal-port.ts";

/** The newest that match, oldest first. */
export function matchingRecords(log: readonly ChainedRecord[], filter: LogFilter): ChainedRecord[] {
  const { owner, run, clause, since, until, kind, operator, about = [], limit } = filter;
  const found = log
    .filter(({ record }) => owner === undefined || record.owner === owner)
    .filter(({ record }) => run === undefined || record.run === run)
    .filter(({ record }) => clause === undefined || record.clause === clause)
    .filter(({ record }) => since === undefined || record.at >= since)
    .filter(({ record }) => until === undefined || record.at <= until)
    .filter(({ record }) => kind === undefined || logTerms(record).includes(kindTerm(kind)))
    .filter(({ record }) => operator === undefined || logTerms(record).includes(operatorTerm(operator)))
    .filter((row) => about.every((subject) => isAbout(log, row, subject)));
  return found.slice(-(limit ?? Math.max(found.length, 1)));
}

function isAbout(log: readonly ChainedRecord[], { record }: ChainedRecord, subject: LogSubject): boolean {
  if (subject.owners.includes(record.owner)) return true;
  if (logTerms(record).some((term) => subject.terms.includes(term))) return true;
  if (subject.unit === null) return false;
  const unitAfter = ({ record: { after } }: ChainedRecord) => after.danhbaUnit?.[0];
  const named = log.filter(
    (row) => row.record.owner === record.owner && row.record.after.danhbaUnit !== undefined,
  );
  const last = named.findLast((row) => row.record.seq <= record.seq);
  const before = named.findLast((row) => row.record.seq < record.seq);
  return [last, before].some((row) => row !== undefined && unitAfter(row) === subject.unit);
}
