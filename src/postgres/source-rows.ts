/** Rows of `danhba.source` and their sums: how they are written, only where they differ. */
import type pg from "pg";
import type { SeenFeed, Source } from "../model/feed-certificate.ts";
import { jsonValue } from "./json-value.ts";

/** Rows a statement: some megabytes of text. */
const CHUNK = 10_000;

// As arrays, which the server takes apart several times faster than JSON. A row that stays as it is is not even locked.
// The bounds keep each chunk, whose ids lie side by side, from going through the whole table.
const WRITE = `
  INSERT INTO danhba.source (realm, id, accepted, agency, elsewhere, facts, digest, born, recheck)
  SELECT $1, n.* FROM (
    SELECT id, accepted, agency,
           CASE elsewhere WHEN '' THEN '{}' ELSE ARRAY(SELECT jsonb_array_elements_text(elsewhere::jsonb)) END AS elsewhere,
           facts::int[] AS facts, decode(digest, 'hex') AS digest, born, recheck
      FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::date[], $9::date[])
        AS given(id, accepted, agency, elsewhere, facts, digest, born, recheck)) AS n
    LEFT JOIN danhba.source AS k ON k.realm = $1 AND k.id = n.id
          AND k.id >= (SELECT min(id COLLATE "C") FROM unnest($2::text[]) AS given(id))
          AND k.id <= (SELECT max(id COLLATE "C") FROM unnest($2::text[]) AS given(id))
   WHERE k.id IS NULL OR (n.accepted, n.agency, n.elsewhere, n.facts, n.digest, n.born, n.recheck)
           IS DISTINCT FROM (k.accepted, k.agency, k.elsewhere, k.facts, k.digest, k.born, k.recheck)
  ON CONFLICT (realm, id) DO UPDATE
    SET accepted = excluded.accepted, agency = excluded.agency, elsewhere = excluded.elsewhere,
        facts = excluded.facts, digest = excluded.digest, born = excluded.born, recheck = excluded.recheck`;

/** @returns their ids */
export async function writeSources(
  client: pg.PoolClient,
  realm: string,
  sources: Iterable<Source>,
): Promise<string[]> {
  const ids: string[] = [];
  let chunk: Source[] = [];
  const flush = async (): Promise<void> => {
    const column = (cellOf: (source: Source) => string | null) => chunk.map(cellOf);
    await client.query(WRITE, [
      realm,
      column(({ id }) => id),
      column(({ accepted }) => accepted),
      column(({ agency }) => agency),
      column(({ elsewhere }) => (elsewhere.length === 0 ? "" : JSON.stringify(elsewhere))),
      column(({ facts }) => `{${facts.join(",")}}`),
      column(({ digest }) => digest),
      column(({ born }) => born),
      column(({ recheck }) => recheck),
    ]);
    chunk = [];
  };
  for (const source of sources) {
    ids.push(source.id);
    chunk.push(source);
    if (chunk.length === CHUNK) await flush();
  }
  if (chunk.length > 0) await flush();
  return ids;
}

/** Everybody counts as accepted where they were seen. */
export async function acceptSources(client: pg.PoolClient, realm: string): Promise<void> {
  await client.query(
    "UPDATE danhba.source SET accepted = agency WHERE realm = $1 AND accepted IS DISTINCT FROM agency",
    [realm],
  );
}

/** Those who are neither there nor accepted, and of whom there are no posts either. */
export async function forgetSources(client: pg.PoolClient, realm: string): Promise<void> {
  await client.query(
    `DELETE FROM danhba.source WHERE realm = $1 AND agency IS NULL AND accepted IS NULL AND elsewhere = '{}'`,
    [realm],
  );
}

/** Makes the table hold exactly these digests. */
export async function writeUnitSources(
  client: pg.PoolClient,
  realm: string,
  digests: ReadonlyMap<string, string>,
): Promise<void> {
  const [codes, values] = [[...digests.keys()], [...digests.values()]];
  await client.query(
    `DELETE FROM danhba.unit_source AS k WHERE k.realm = $1
        AND NOT EXISTS (SELECT FROM unnest($2::text[]) AS n(code) WHERE n.code = k.code)`,
    [realm, codes],
  );
  await client.query(
    `INSERT INTO danhba.unit_source (realm, code, digest)
     SELECT $1, n.code, decode(n.digest, 'hex') FROM unnest($2::text[], $3::text[]) AS n(code, digest)
       LEFT JOIN danhba.unit_source AS k ON k.realm = $1 AND k.code = n.code
      WHERE k.digest IS DISTINCT FROM decode(n.digest, 'hex')
     ON CONFLICT (realm, code) DO UPDATE SET digest = excluded.digest`,
    [realm, codes, values],
  );
}

/** Sums as they are stored: lists of pairs, because codes of units may be anything. */
interface StoredSums {
  readonly people: readonly (readonly [string, readonly number[]])[];
  readonly gone: readonly (readonly [string, number])[];
  readonly newcomers: readonly (readonly [string, number])[];
  readonly agencies: string;
}

/** @param seen null: the next run has to look at everything */
export async function writeSeen(
  client: pg.PoolClient,
  realm: string,
  run: number,
  seen: SeenFeed | null,
): Promise<void> {
  await client.query("UPDATE danhba.feed_baseline SET seen_run = $2 WHERE realm = $1", [realm, run]);
  const sums: StoredSums | null =
    seen === null
      ? null
      : {
          people: sorted(seen.people),
          gone: sorted(seen.gone),
          newcomers: sorted(seen.newcomers),
          agencies: seen.agencies,
        };
  await client.query(
    "UPDATE danhba.feed_baseline SET seen = $2 WHERE realm = $1 AND seen IS DISTINCT FROM $2::jsonb",
    [realm, sums === null ? null : jsonValue(sums)],
  );
}

export const seenOf = ({ people, gone, newcomers, agencies }: StoredSums): SeenFeed => ({
  people: new Map(people),
  gone: new Map(gone),
  newcomers: new Map(newcomers),
  agencies,
});

const sorted = <Value>(sums: ReadonlyMap<string, Value>): (readonly [string, Value])[] =>
  [...sums].toSorted(([a], [b]) => (a < b ? -1 : 1));
