/** Which kind of table a row of headings belongs to, and which column each heading names. */
import { DELIVERED_KINDS, type DeliveredKind } from "../model/delivery.ts";
import { COLUMNS, type Column } from "./columns.ts";
import { foldText } from "./compare-text.ts";

export type NamedColumn = Column<unknown> & { readonly property: string };

/** The columns of a kind, each with its property. */
export function columnsOf(kind: DeliveredKind): readonly NamedColumn[] {
  return Object.entries<Column<unknown>>(COLUMNS[kind]).map(([property, column]) => ({
    ...column,
    property,
  }));
}

/** Whatever may stand in a heading for the column. */
export const headingsOf = (column: Column<unknown>): readonly string[] => [
  column.name,
  ...column.labels,
  column.english,
];

/** The column that a heading names, in any case, spacing and composition. */
export function findColumn(columns: readonly NamedColumn[], heading: string): NamedColumn | undefined {
  const wanted = foldText(heading);
  return columns.find((column) => headingsOf(column).some((known) => foldText(known) === wanted));
}

interface HeadingsVerdict {
  /** Null when no heading is known. */
  readonly kind: DeliveredKind | null;
  /** How many columns of the kind the headings name, and how many required ones they lack. */
  readonly known: number;
  readonly missing: number;
}

/** A kind whose required columns are all there; else the one that knows most columns and misses fewest. */
export function judgeHeadings(headings: readonly string[]): HeadingsVerdict {
  const scored = DELIVERED_KINDS.map((kind) => {
    const columns = columnsOf(kind);
    const found = columns.filter((column) =>
      headings.some((heading) => findColumn(columns, heading) === column),
    );
    const missing = missingColumns(kind, found).length;
    return { kind, known: found.length, missing };
  });
  const [best] = scored
    .filter(({ known }) => known > 0)
    .sort(
      (a, b) =>
        Number(b.missing === 0) - Number(a.missing === 0) || b.known - b.missing - (a.known - a.missing),
    );
  return best ?? { kind: null, known: 0, missing: Number.POSITIVE_INFINITY };
}

/** The kind of table that headings belong to; null when none is known. */
export const recogniseKind = (headings: readonly string[]): DeliveredKind | null =>
  judgeHeadings(headings).kind;

/** A full name may also come as its two halves. */
const canJoinName = (found: readonly NamedColumn[]): boolean =>
  ["familyMiddleName", "givenName"].every((half) => found.some(({ property }) => property === half));

/** Required columns that are not among `found`. */
export function missingColumns(kind: DeliveredKind, found: readonly NamedColumn[]): readonly NamedColumn[] {
  return columnsOf(kind).filter(
    ({ property, absent }) =>
      absent === undefined &&
      !found.some((column) => column.property === property) &&
      !(kind === "people" && property === "fullName" && canJoinName(found)),
  );
}

/** Whether a heading names a column of any kind. */
export const isKnownHeading = (heading: string): boolean =>
  DELIVERED_KINDS.some((kind) => findColumn(columnsOf(kind), heading) !== undefined);
