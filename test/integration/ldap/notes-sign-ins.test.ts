import { describe, expect, it } from "vitest";
import type { DirectoryOptions } from "../../../src/ldap/connect.ts";
import { notesSignIns } from "../../../src/ldap/notes-sign-ins.ts";
import { openDirectory } from "../../../src/ldap/open-directory.ts";
import { changedFiles, type FreshDirectory, freshDirectory } from "../../support/directory.ts";

const optionsOf = ({ url, suffix, bindDn, bindPassword }: FreshDirectory): DirectoryOptions => ({
  url,
  suffix,
  bindDn,
  bindPassword,
  caFile: null,
});

/** Starts a server with our files changed and asks whether it notes sign-ins. */
async function asked(
  ...changes: readonly (readonly [name: string, from: string, to: string])[]
): Promise<boolean> {
  const directory = await freshDirectory({ files: await changedFiles(...changes) });
  try {
    return await notesSignIns(optionsOf(directory));
  } finally {
    await directory.stop();
  }
}

const OFF = ["databases.ldif", "olcLastBind: TRUE", "olcLastBind: FALSE"] as const;

describe("whether the server notes sign-ins", () => {
  it("is yes with the shipped files, also through the port", async () => {
    const directory = await freshDirectory();
    try {
      expect(await notesSignIns(optionsOf(directory))).toBe(true);
      const port = await openDirectory(optionsOf(directory));
      expect(await port.notesSignIns()).toBe(true);
      await port.close();
    } finally {
      await directory.stop();
    }
  });

  it("is no where lastbind is off", async () => {
    expect(await asked(OFF)).toBe(false);
  });

  it("is no, and never a guess, where danhba may not read its own entry", async () => {
    const attributes = "attrs=entry,objectClass,pwdLastSuccess,pwdPolicySubentry\n  by self";
    expect(await asked(["databases.ldif", `${attributes} read`, `${attributes} none`])).toBe(false);
  });

  it("is no where lastbind was switched off after years of service", async () => {
    const about = "description: the account that danhba binds with";
    expect(await asked(OFF, ["base.ldif", about, `${about}\npwdLastSuccess: 20240101000000Z`])).toBe(false);
  });

  it("is a fault where the server cannot be asked", async () => {
    const gone = {
      url: "ldap://127.0.0.1:1/",
      suffix: "dc=x",
      bindDn: "cn=x",
      bindPassword: "x",
      caFile: null,
    };
    await expect(notesSignIns(gone)).rejects.toThrow(/ECONNREFUSED/);
  });
});
