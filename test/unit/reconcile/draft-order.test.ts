import { describe, expect, it } from "vitest";
import { DanhbaError } from "../../../src/model/error.ts";
import { draftOrder, type OrderRequest } from "../../../src/reconcile/draft-order.ts";
import { person, REALM } from "../../support/fakes/province.ts";
import { AN, BINH, settled, TWO } from "./two-people.ts";

const BY = { operator: "Hoa", reason: "đúng hồ sơ", documentNo: "1/QĐ" };
const request = (
  kind: OrderRequest["kind"],
  subject: string,
  more: Partial<OrderRequest> = {},
): OrderRequest => ({
  kind,
  subject,
  bytes: null,
  person: null,
  ...BY,
  ...more,
});

async function open() {
  const world = await settled(TWO);
  world.feed.load({ ...TWO, people: [AN, person("p2", BINH.fullName, { ...BINH, status: "resigned" })] });
  await world.run();
  const services = { journal: world.journal, feed: world.feed, realm: REALM.id };
  const draft = (asked: OrderRequest) => draftOrder(services, asked);
  const problemOf = async (asked: OrderRequest): Promise<string> =>
    await draft(asked).then(
      () => "none",
      (error: unknown) => (error instanceof DanhbaError ? String(error.params.problem) : String(error)),
    );
  return { world, draft, problemOf };
}

describe("an order", () => {
  it.each([
    ["p1", "person:p1"],
    ["person:p1", "person:p1"],
    ["annv", "person:p1"],
    ["ANNV@soctrang.gov.vn", "person:p1"],
    ["SNV", "agency:SNV"],
    ["agency:SNV", "agency:SNV"],
    ["snv@soctrang.gov.vn", "agency:SNV"],
  ])("about %s is about %s", async (subject, owner) => {
    const { draft } = await open();
    expect(await draft(request("hold", subject))).toEqual({
      kind: "hold",
      owner,
      bytes: null,
      person: null,
      ...BY,
    });
  });

  it("is refused for somebody who never had an account", async () => {
    const { problemOf } = await open();
    expect(await problemOf(request("hold", "p9"))).toBe("NO_ACCOUNT");
    expect(await problemOf(request("hold", "unit:SNV"))).toBe("NO_ACCOUNT");
  });

  it("must say which account is meant where a person has had several", async () => {
    const { world, problemOf, draft } = await open();
    const { ledger } = world.journal.state;
    for (const root of ["SNV", "SYT"]) {
      const owner = `person:p7@${root}` as const;
      ledger.push({ localPart: `x.${root}`, owner, role: "primary", form: "", clause: "", aliasUntil: null });
    }
    expect(await problemOf(request("hold", "p7"))).toBe("SEVERAL_ACCOUNTS");
    expect(await draft(request("hold", "p7@SYT"))).toMatchObject({ owner: "person:p7@SYT" });
  });

  it("has bytes with a quota and a person with a delegation, and neither with anything else", async () => {
    const { problemOf } = await open();
    expect(await problemOf(request("quota", "p1"))).toBe("NEEDED_WITH");
    expect(await problemOf(request("quota", "p1", { bytes: 5 }))).toBe("none");
    expect(await problemOf(request("hold", "p1", { bytes: 5 }))).toBe("ONLY_WITH");
    expect(await problemOf(request("delegate", "SNV"))).toBe("NEEDED_WITH");
    expect(await problemOf(request("reopen", "SNV", { person: "p1" }))).toBe("ONLY_WITH");
  });

  it("delegates an agency's mailbox to a person of the feed", async () => {
    const { problemOf } = await open();
    expect(await problemOf(request("delegate", "SNV", { person: "p1" }))).toBe("none");
    expect(await problemOf(request("delegate", "SNV", { person: "p9" }))).toBe("NOT_IN_THE_FEED");
    expect(await problemOf(request("delegate", "p1", { person: "p1" }))).toBe("NOT_A_MAILBOX_OF_AN_AGENCY");
  });

  it("deletes only an account that is revoked", async () => {
    const { problemOf } = await open();
    expect(await problemOf(request("purge", "p1"))).toBe("NOT_DISABLED");
    expect(await problemOf(request("purge", "p2"))).toBe("none");
  });
});
