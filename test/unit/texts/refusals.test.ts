import { describe, expect, it } from "vitest";
import { refusedOf, refusedText } from "../../../src/cli/views/refused-view.ts";
import { DanhbaError } from "../../../src/model/error.ts";
import type { Refusal } from "../../../src/model/refusal.ts";
import { errorText } from "../../../src/texts/errors.ts";
import { failureText } from "../../../src/texts/refusals.ts";

const SINCE = "2026-11-20T01:00:00.000Z";
const NEXT = "2026-11-22T01:00:00.000Z";

describe("what is said of a refused item", () => {
  const waiting = { detail: "operation restricted", attempts: 3, since: SINCE };

  it("just now is the code and the server's words", () => {
    expect(failureText("en", { code: "other", params: {} })).toBe("other");
    expect(failureText("vi", { code: "other", params: { detail: "full" } })).toBe("other (full)");
  });

  it("that waits has how often, since when and the next try", () => {
    const params = { ...waiting, nextAt: NEXT };
    expect(failureText("en", { code: "other", params })).toBe(
      "other (operation restricted); refused 3 time(s) since 2026-11-20T01:00:00Z, tried again at 2026-11-22T01:00:00Z",
    );
    expect(failureText("vi", { code: "other", params })).toBe(
      "other (operation restricted); bị từ chối 3 lần từ 20/11/2026 08:00:00, thử lại lúc 22/11/2026 08:00:00",
    );
  });

  it("that was given up has the mend", () => {
    expect(failureText("en", { code: "other", params: waiting })).toMatch(/given up: .*danhba sync/);
    expect(failureText("vi", { code: "other", params: waiting })).toMatch(
      /không tự thử lại nữa: .*danhba sync/,
    );
  });

  it("in `status` is how many, how many of them given up, and the next try", () => {
    const refusal = (nextAt: string | null) => ({ nextAt }) as Refusal;
    const some = refusedOf([refusal(null), refusal(NEXT), refusal(SINCE)]);
    expect(some).toEqual({ count: 3, givenUp: 1, nextAt: SINCE });
    expect(refusedText("en", some)).toBe(
      "refused by the directory: 3 (given up: 1, next try 2026-11-20T01:00:00Z)",
    );
    expect(refusedText("vi", refusedOf([refusal(null)]))).toBe(
      "bị máy chủ LDAP từ chối: 1 (không tự thử lại nữa: 1)",
    );
  });
});

describe.each(["en", "vi"] as const)("what is said in %s of a list that is a part", (lang) => {
  const text = (params: Readonly<Record<string, string>>) =>
    errorText(lang, new DanhbaError("LDAP_INCOMPLETE", { url: "ldap://x", base: "ou=people", ...params }));

  it.each([
    ["sizeLimitExceeded", /olcLimits size=unlimited/],
    ["adminLimitExceeded", /size\.prtotal=unlimited/],
    ["timeLimitExceeded", /olcLimits time=unlimited/],
    ["referral", /LDAP_URL/],
    ["noSuchObject", /danhba doctor/],
    ["insufficientAccessRights", /olcAccess/],
    ["entryHidden", /olcAccess/],
    ["pagingLost", /slapd/],
    ["entryRepeated", /slapd/],
    ["resultCode 4096", /slapd/],
  ])("%s: where, what, and the mend", (result, mend) => {
    expect(text({ result })).toMatch(/ldap:\/\/x.*ou=people/);
    expect(text({ result })).toContain(result);
    expect(text({ result })).toMatch(mend);
  });

  it("an attribute that is hidden is named", () => {
    expect(text({ result: "attributeHidden", attribute: "danhbaId", dn: "uid=a" })).toMatch(
      /uid=a.*danhbaId/,
    );
  });

  it("a server that refuses every write is told from an entry that is refused", () => {
    const params = { url: "ldap://x", dn: "uid=a", result: "unwillingToPerform" };
    expect(errorText(lang, new DanhbaError("LDAP_REFUSED", params))).not.toContain("olcDbMaxSize");
    expect(errorText(lang, new DanhbaError("LDAP_REFUSED", { ...params, inARow: 20 }))).toMatch(
      /unwillingToPerform.*20.*uid=a.*olcDbMaxSize.*danhba doctor/,
    );
  });
});
