/** Case `renames`: thousands of people get another name in one delivery, against `ldapmodify` of the same changes. */

import { type BenchCase, perSecond } from "../bench-case.ts";
import { REALM } from "../bench-settings.ts";
import { onServer } from "../bench-world.ts";
import { loadedRealm } from "../loaded-realm.ts";
import { HAS_CHANGES, mustSync, runDanhba } from "../run-danhba.ts";
import { loggedAfter } from "../run-on-record.ts";
import { ldapmodify, twinOf } from "../yardsticks.ts";

const MOST_RENAMES = 10_000;
const HALF = 2;

/** Given names, one after the other: a run later everybody has the next one. */
const GIVEN_NAMES = ["An", "Bình", "Chi", "Dũng", "Giang", "Hiếu", "Khoa", "Lam", "Minh", "Ngọc", "Phúc"];

export const renames: BenchCase = async ({ world, runs, record, tell }) => {
  const realm = await loadedRealm(world);
  const place = await realm.place({});
  const twin = await twinOf(world, realm.directory);
  const ldif = world.file("renames.ldif");
  for (let run = 1; run <= runs; run += 1) {
    tell(`${run}/${runs}`);
    await giveNames(realm.databaseUrl, Math.min(MOST_RENAMES, Math.ceil(world.size / HALF)), run);
    const plan = await runDanhba(place, ["plan", "--ldif"], ldif);
    if (plan.status !== HAS_CHANGES) throw new Error(`danhba plan ended with ${plan.status}: ${plan.stderr}`);
    const sync = await mustSync(place);
    const count = sync.document.counts.rename ?? 0;
    if (count === 0) throw new Error("nobody's address changed");
    record("renamed", count);
    record("renamesLogged", perSecond(count, await loggedAfter(realm, sync.document.runId)));
    record("renamesProcess", perSecond(count, sync.milliseconds));
    record("renamesPeak", sync.peakMegabytes);
    record("ldapmodify", perSecond(count, await ldapmodify(world, twin, ldif)));
  }
  await twin.stop();
  return null;
};

/**
 * The first `count` people who work get the given name whose turn it is and ask for a new address, without which they
 * would keep the one they have; in one delivery.
 */
async function giveNames(databaseUrl: string, count: number, run: number): Promise<void> {
  await onServer(databaseUrl, async (client) => {
    await client.query("BEGIN");
    await client.query(
      `UPDATE hr.person p
          SET full_name = regexp_replace(p.full_name, '[^ ]+$', ($3::text[])[1 + ($4 + s.number) % $5]),
              requested_local_part = lower(p.id) || '.' || $4
         FROM (SELECT id, row_number() OVER (ORDER BY id)::int AS number FROM hr.person
                WHERE realm = $1 AND status = 'working' ORDER BY id LIMIT $2) AS s
        WHERE p.realm = $1 AND p.id = s.id`,
      [REALM, count, GIVEN_NAMES, run, GIVEN_NAMES.length],
    );
    await client.query("INSERT INTO hr.delivery (realm, source, mode) VALUES ($1, 'bench', 'delta')", [
      REALM,
    ]);
    await client.query("COMMIT");
  });
}
