/** Marks whom an operator decided or ordered something about, in the transaction of the verb: the next run looks at them. */
import type pg from "pg";
import type { Owner } from "../model/owner.ts";

export async function writeTouches(
  client: pg.PoolClient,
  realm: string,
  owners: readonly Owner[],
): Promise<void> {
  await client.query(
    "INSERT INTO danhba.touch (realm, owner) SELECT DISTINCT $1, owner FROM unnest($2::text[]) AS owner",
    [realm, owners],
  );
}
