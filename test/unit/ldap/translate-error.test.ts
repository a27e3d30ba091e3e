import { MessageResponseStatus, SearchResponse, StatusCodeParser } from "ldapts";
import { describe, expect, it } from "vitest";
import { translateLdapError, translateReadError } from "../../../src/ldap/translate-error.ts";
import { DanhbaError } from "../../../src/model/error.ts";

/** As the driver throws it for an answer with this code. */
const answered = (status: number) =>
  StatusCodeParser.parse(new SearchResponse({ messageId: 1, status, errorMessage: "why\nnot" }));

const CONTEXT = { url: "ldap://x", dn: "uid=a" };
const codes = (status: number): string =>
  [translateLdapError, translateReadError].map((one) => one(answered(status), CONTEXT).code).join(" ");

describe("a result code of the directory", () => {
  it.each<[status: number, name: string]>([
    [1, "operationsError"],
    [3, "timeLimitExceeded"],
    [4, "sizeLimitExceeded"],
    [10, "referral"],
    [11, "adminLimitExceeded"],
    [12, "unavailableCriticalExtension"],
    [16, "noSuchAttribute"],
    [19, "constraintViolation"],
    [21, "invalidAttributeSyntax"],
    [32, "noSuchObject"],
    [50, "insufficientAccessRights"],
    [53, "unwillingToPerform"],
    [65, "objectClassViolation"],
    [66, "notAllowedOnNonLeaf"],
    [68, "entryAlreadyExists"],
    [71, "affectsMultipleDSAs"],
    [80, "other"],
    [122, "assertionFailed"],
    [4_096, "resultCode 4096"],
  ])("%i refuses a write (%s), and makes what is read a part", (status, result) => {
    expect(codes(status)).toBe("LDAP_REFUSED LDAP_INCOMPLETE");
    const { params } = translateReadError(answered(status), CONTEXT);
    expect(params).toMatchObject({ ...CONTEXT, result, detail: "why not" });
  });

  it.each<[status: number, code: string]>([
    [8, "LDAP_INSECURE"],
    [13, "LDAP_INSECURE"],
    [48, "LDAP_AUTH"],
    [49, "LDAP_AUTH"],
    [51, "LDAP_UNREACHABLE"],
    [52, "LDAP_UNREACHABLE"],
  ])("%i says nothing of the request: %s either way", (status, code) => {
    expect(codes(status)).toBe(`${code} ${code}`);
  });

  it("is known for every code that RFC 4511 has", () => {
    const unnamed = Object.values(MessageResponseStatus)
      .filter((status) => ![0, 5, 6, 7, 14, 33, 35, 36, 248, 112, 70, 95].includes(status))
      .filter((status) =>
        String(translateLdapError(answered(status), {}).params.result).includes("resultCode"),
      );
    expect(unnamed).toEqual([]);
  });
});

describe("what is no answer of the directory", () => {
  it.each([
    [
      "a closed connection",
      new Error("Connection closed before message response was received"),
      /Connection closed/,
    ],
    ["a socket's error", Object.assign(new Error("connect"), { code: "ECONNREFUSED" }), /^ECONNREFUSED$/],
    ["an answer that nobody can read", "odd", /^odd$/],
  ])("%s is LDAP_UNREACHABLE", (_what, error, detail) => {
    for (const translate of [translateLdapError, translateReadError]) {
      const fault = translate(error, CONTEXT);
      expect(fault).toMatchObject({ code: "LDAP_UNREACHABLE", params: { ...CONTEXT } });
      expect(fault.params.detail).toMatch(detail);
    }
  });

  it("keeps what was translated before, and where a part was seen", () => {
    const lost = new DanhbaError("LDAP_UNREACHABLE", { url: "ldap://y" });
    expect(translateReadError(lost, CONTEXT)).toBe(lost);
    const part = new DanhbaError("LDAP_INCOMPLETE", { result: "pagingLost", base: "ou=people" });
    expect(translateReadError(part, { url: "ldap://x", base: "dc=x" }).params).toEqual({
      url: "ldap://x",
      base: "ou=people",
      result: "pagingLost",
    });
  });
});
