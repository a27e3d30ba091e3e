/** A realm of two agencies and two people, and what tests of runs ask about it. */
import { expect } from "vitest";
import type { Operation } from "../../../src/model/change.ts";
import { DanhbaError } from "../../../src/model/error.ts";
import type { Finding } from "../../../src/model/finding.ts";
import type { FeedContent } from "../../support/fakes/fake-feed.ts";
import { person, post, REALM, unit } from "../../support/fakes/province.ts";
import { openWorld, type World } from "../../support/fakes/world.ts";

export const SNV = unit("SNV", "Sở Nội vụ", { mailboxName: "snv", headPersonId: "p1" });
export const SYT = unit("SYT", "Sở Y tế", { mailboxName: "syt" });
export const AN = person("p1", "Nguyễn Văn An", { requestedLocalPart: "annv" });
export const BINH = person("p2", "Trần Thị Bình", { requestedLocalPart: "binhtt" });
export const TWO: FeedContent = {
  units: [SNV, SYT],
  people: [AN, BINH],
  appointments: [post("p1", "SNV", { title: "Giám đốc", leaderRank: 1 }), post("p2", "SNV")],
};

/** One policy, two units with two groups each, the heads, four staff classes, two people, two mailboxes. */
export const ENTRIES_OF_TWO = 16;
/** Nobody leads the second agency. */
export const SYT_HAS_NO_HEAD: Finding = {
  code: "MAILBOX_WITHOUT_OWNER",
  owner: "agency:SYT",
  params: { head: "" },
};

export const NOBODY = `cn=nobody,ou=services,${REALM.suffix}`;
export const personDn = (uid: string): string => `uid=${uid},ou=people,${REALM.suffix}`;

export async function settled(content: FeedContent, limits = {}): Promise<World> {
  const world = openWorld(content, limits);
  expect((await world.run()).state).toBe("done");
  return world;
}

export const refusing = (result: string, isIt: (operation: Operation) => boolean) => (operation: Operation) =>
  isIt(operation) ? { refuse: result } : null;

export const kindsLogged = (world: World): string[] =>
  world.verifiedLog().map(({ record }) => `${record.owner} ${record.kinds.join("+")}`);

export async function faultOf(work: Promise<unknown>): Promise<string> {
  const outcome = await work.then(
    () => "no fault",
    (error: unknown) => (error instanceof DanhbaError ? error.code : String(error)),
  );
  return outcome;
}
