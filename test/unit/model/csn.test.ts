import { describe, expect, it } from "vitest";
import { changedFrom, csnInstant, isOlderContext, isOlderCsn } from "../../../src/model/csn.ts";

const csn = (second: number, server = 0): string =>
  `202611220000${String(second).padStart(2, "0")}.000000Z#000000#00${server}#000000`;

describe("change sequence numbers", () => {
  it("are compared on one server only", () => {
    expect(isOlderCsn(csn(1), csn(2))).toBe(true);
    expect(isOlderCsn(csn(2), csn(2))).toBe(false);
    expect(isOlderCsn(csn(1, 1), csn(2, 2))).toBe(false);
  });

  it("of a whole directory have gone back where any server's has", () => {
    const was = `${csn(5, 1)} ${csn(9, 2)}`;
    expect(isOlderContext(`${csn(6, 1)} ${csn(9, 2)}`, was)).toBe(false);
    expect(isOlderContext(`${csn(6, 1)} ${csn(8, 2)}`, was)).toBe(true);
    expect(isOlderContext(csn(6, 1), was)).toBe(false);
  });

  it("say from where to read: from the oldest of the servers that went on, and not of those that stand still", () => {
    const was = `${csn(1, 1)} ${csn(5, 2)} ${csn(7, 3)}`;
    expect(changedFrom(was, `${csn(1, 1)} ${csn(6, 2)} ${csn(9, 3)}`)).toBe(csn(5, 2));
    expect(changedFrom(was, was)).toBe(csn(1, 1));
  });

  it("say to read everything where nothing is known of a server", () => {
    expect(changedFrom(null, csn(1))).toBeNull();
    expect(changedFrom(csn(1), null)).toBeNull();
    expect(changedFrom(csn(1, 1), `${csn(1, 1)} ${csn(2, 2)}`)).toBeNull();
    expect(changedFrom("", csn(1))).toBeNull();
  });

  it("are times", () => {
    expect(csnInstant("20261122000114.262752Z#000000#000#000000")).toBe("2026-11-22T00:01:14Z");
    expect(csnInstant("?")).toBe("?");
  });
});
