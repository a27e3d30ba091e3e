import { describe, expect, it } from "vitest";
import type { FeedAppointment } from "../../../src/model/feed.ts";
import { explain } from "../../../src/reconcile/explain.ts";
import type { FeedContent } from "../../support/fakes/fake-feed.ts";
import { person, post, SOC_TRANG, unit } from "../../support/fakes/province.ts";
import { openWorld } from "../../support/fakes/world.ts";

const CANCELLING = { ...SOC_TRANG, people: { ...SOC_TRANG.people, transfer: "cancel" as const } };

const content = (posts: readonly FeedAppointment[], fullName = "Nguyễn Văn An"): FeedContent => ({
  units: [unit("SNV", "Sở Nội vụ", { mailboxName: "snv" }), unit("SYT", "Sở Y tế", { mailboxName: "syt" })],
  people: [person("p1", fullName, { birthDate: "1980-05-17" })],
  appointments: posts,
  delivery: null,
});

describe("explain, where each agency's account is an owner of its own", () => {
  it("finds the account in use by the person's id and any of them by its address, with all addresses", async () => {
    const world = openWorld(content([post("p1", "SNV")]), {}, { profile: CANCELLING });
    await world.run();
    world.feed.load(content([post("p1", "SYT")]));
    await world.run();

    const byId = await explain(world.services, "p1");
    expect([byId.owner, byId.person?.id, byId.naming?.localPart]).toEqual([
      "person:p1@SYT",
      "p1",
      "nvan.syt",
    ]);
    expect(byId.addresses.map(({ localPart, owner }) => [localPart, owner])).toEqual([
      ["nvan", "person:p1@SNV"],
      ["nvan.syt", "person:p1@SYT"],
    ]);
    const former = await explain(world.services, "nvan@soctrang.gov.vn");
    expect([former.owner, former.person?.id, former.naming]).toEqual(["person:p1@SNV", "p1", null]);
  });
});

describe("explain of somebody who is left alone", () => {
  it("says that the id seems to mean another person", async () => {
    const world = openWorld(content([post("p1", "SNV")]));
    await world.run();
    world.feed.load({
      ...content([post("p1", "SNV")]),
      people: [person("p1", "Lê Thị Bình", { birthDate: "1991-01-01" })],
    });
    await world.run();
    const explained = await explain(world.services, "p1");
    expect(explained.findings.map(({ code }) => code)).toContain("IDENTITY_CHANGED");
    expect(explained.naming).toBeNull();
    expect(explained.decisions.map(({ finding, state }) => [finding.code, state])).toEqual([
      ["IDENTITY_CHANGED", "open"],
    ]);
  });
});
