/** The event table: every event of an account's life × five regulations, on real servers, there and back. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freshRealm, PROFILE_IDS, type RealRealm } from "../support/real-realm.ts";
import { expectRun, expectSights } from "./events/expect-run.ts";
import { HEADS_AND_NAMES } from "./events/heads-and-names.ts";
import { JOINING_AND_MOVING } from "./events/joining-and-moving.ts";
import { LEAVING_AND_ABSENCE } from "./events/leaving-and-absence.ts";
import { provinceOf } from "./events/province.ts";
import { SECOND_POSTS } from "./events/second-posts.ts";
import { MERGER } from "./events/unit-merger.ts";
import { UNIT_RENAMED } from "./events/unit-renamed.ts";
import { SPLIT_AND_DISSOLUTION } from "./events/unit-split-and-dissolution.ts";

const TABLE = [
  ...JOINING_AND_MOVING,
  ...SECOND_POSTS,
  ...LEAVING_AND_ABSENCE,
  ...HEADS_AND_NAMES,
  UNIT_RENAMED,
  MERGER,
  ...SPLIT_AND_DISSOLUTION,
];

describe.each(PROFILE_IDS)("in %s", (profile) => {
  let realm: RealRealm;

  beforeAll(async () => {
    realm = await freshRealm(profile);
    await realm.deliver([...provinceOf(profile), ...TABLE.flatMap(({ setUp }) => setUp(profile))]);
    expect(await realm.run()).toMatchObject({ state: "done", failed: [], held: [] });
  });
  afterAll(() => realm.stop());

  it.each(TABLE.map((row) => [row.event, row] as const))("%s", async (_, row) => {
    const { before, after, log, findings = [], ...inverse } = row.cells[profile];
    const subjects = Object.keys({ ...before, ...after });
    const atFirst = await expectSights(realm, before);
    const uuids = atFirst.uuidsOf(subjects);

    await realm.deliver(row.change(profile));
    await expectRun(realm, { log, findings, subjects });
    const now = await expectSights(realm, after);
    expect(now.uuidsOf(subjects)).toMatchObject(uuids);

    if (row.back === null) return;
    await realm.deliver(row.back(profile));
    const { undone = {}, undoneLog = [], undoneFindings = [] } = inverse;
    await expectRun(realm, { log: undoneLog, findings: undoneFindings, subjects });
    const again = await expectSights(realm, undone);
    expect(again.uuidsOf(subjects)).toMatchObject(uuids);
  });
});
