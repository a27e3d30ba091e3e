/** People and units of the loaded realm that the cases change something about. */
import type { Client } from "pg";
import { REALM } from "./bench-settings.ts";

export interface StaffMember {
  readonly id: string;
  /** Of the primary post, and the post's id. */
  readonly unit: string;
  readonly post: string;
}

/** People at work who lead nothing and hold one post, in a fixed order that mixes units; at most `limit`. */
export async function plainStaff(client: Client, limit: number): Promise<readonly StaffMember[]> {
  const { rows } = await client.query<StaffMember>(
    `SELECT p.id, min(a.unit_code) AS unit, min(a.id) AS post
       FROM hr.person p JOIN hr.appointment a ON a.realm = p.realm AND a.person_id = p.id
      WHERE p.realm = $1 AND p.status = 'working'
      GROUP BY p.id HAVING count(*) = 1 AND max(a.leader_rank) = 0 AND max(a.effective_to) IS NULL
      ORDER BY p.id LIMIT $2`,
    [REALM, limit],
  );
  return rows;
}

/** A unit beside this one: where somebody is transferred to. */
export async function otherUnit(client: Client, unit: string): Promise<string> {
  const { rows } = await client.query<{ code: string }>(
    `SELECT o.code FROM hr.unit u JOIN hr.unit o ON o.realm = u.realm AND o.parent_code = u.parent_code
      WHERE u.realm = $1 AND u.code = $2 AND o.code <> u.code ORDER BY o.code LIMIT 1`,
    [REALM, unit],
  );
  const [other] = rows;
  if (other === undefined) throw new Error(`${unit} has no unit beside it`);
  return other.code;
}
