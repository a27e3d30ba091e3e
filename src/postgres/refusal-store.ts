/** Items that the directory refused, in the database. */
import type pg from "pg";
import type { Refusal } from "../model/refusal.ts";
import type { RefusalPort } from "../ports/answer-ports.ts";
import { jsonValue } from "./json-value.ts";
import { underLease } from "./lease.ts";
import { withClient } from "./pool.ts";

export function openRefusalStore(pool: pg.Pool): RefusalPort {
  return {
    read: (realm) =>
      withClient(pool, async (client) => {
        const { rows } = await client.query<Refusal>(
          `SELECT owner, digest, code, detail, attempts, first_at AS "firstAt", last_at AS "lastAt",
             next_at AS "nextAt" FROM danhba.refusal WHERE realm = $1 ORDER BY owner`,
          [realm],
        );
        return rows;
      }),
    write: (lease, refusals) =>
      underLease(pool, lease, async (client) => {
        await client.query("DELETE FROM danhba.refusal WHERE realm = $1", [lease.realm]);
        await client.query(
          `INSERT INTO danhba.refusal (realm, owner, digest, code, detail, attempts, first_at, last_at, next_at)
           SELECT $1, r.owner, r.digest, r.code, r.detail, r.attempts, r."firstAt", r."lastAt", r."nextAt"
             FROM jsonb_to_recordset($2) AS r(owner text, digest text, code text, detail text, attempts int,
               "firstAt" timestamptz, "lastAt" timestamptz, "nextAt" timestamptz)`,
          [lease.realm, jsonValue(refusals)],
        );
      }),
  };
}
