import { Client } from "ldapts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { syncAlone } from "../../src/reconcile/sync.ts";
import { asAdmin, asService } from "../support/directory.ts";
import { client, collect, dnIn, freshPasswordRealm, type PasswordRealm, slipOf } from "./password-realm.ts";

const DAY = 86_400;

let here: PasswordRealm;

beforeAll(async () => {
  here = await freshPasswordRealm("quangbinh", {}, { administrators: ["P01", "agency:SNV"] });
  expect(await here.cli(["sync"])).toMatchObject({ status: 0 });
});
afterAll(() => here.stop());

const policy = async (name: string): Promise<Readonly<Record<string, unknown>>> => {
  const dn = `cn=${name},ou=policies,${here.realm.directory.suffix}`;
  const { searchEntries } = await asAdmin(here.realm.directory, (admin) =>
    admin.search(dn, { scope: "base", attributes: ["*"] }),
  );
  return searchEntries[0] ?? {};
};

/** Exit status and words of `ldappasswd` with which somebody changes the own password. */
const change = (dn: string, password: string, chosen: string) =>
  client(here, "ldappasswd", { dn, password }, ["-s", chosen]);

describe("the first run", () => {
  it("takes over the policy of the base tree and adds the administrators' one", async () => {
    expect(await policy("default")).toMatchObject({
      objectClass: expect.arrayContaining(["pwdPolicy", "danhbaPolicy"]),
      pwdMinLength: "7",
      pwdInHistory: "5",
      pwdMustChange: "TRUE",
      pwdLockout: "TRUE",
      pwdMaxFailure: "10",
    });
    expect(await policy("default")).not.toHaveProperty("pwdMaxAge");
    expect(await policy("administrators")).toMatchObject({
      pwdMinLength: "14",
      pwdMaxAge: String(28 * DAY),
      pwdExpireWarning: String(5 * DAY),
      pwdGraceAuthNLimit: "3",
    });
    const records = await here.realm.logOf("policy:administrators");
    expect(records).toMatchObject([{ kind: "create", reason: "POLICY_NEEDED", clause: "Đ.8.1" }]);
    expect(await here.realm.logOf("policy:default")).toMatchObject([
      { kind: "modify", reason: "POLICY_CHANGED" },
    ]);
  });

  it("leaves the second nothing to do", async () => {
    expect((await here.cli(["sync", "--json"])).json()).toMatchObject({ applied: 0, failed: [] });
  });
});

describe("the server", () => {
  it("wants 14 characters of an administrator and 7 of everybody else", async () => {
    const slips = await collect(here, "SNV");
    const [admin, user] = ["antv.snv", "hoalt.snv"].map((uid) => slipOf(slips, uid));
    const adminDn = dnIn(here, "people", admin?.uid ?? "");
    const userDn = dnIn(here, "people", user?.uid ?? "");
    expect((await change(adminDn, admin?.password ?? "", "Muoi3-KyTu-ab")).text).toContain("too short");
    expect(await change(adminDn, admin?.password ?? "", "Muoi4-KyTu-abc")).toMatchObject({ status: 0 });
    expect((await change(userDn, user?.password ?? "", "Sau6-x")).text).toContain("too short");
    expect(await change(userDn, user?.password ?? "", "Bay7-xy")).toMatchObject({ status: 0 });
    const box = slipOf(slips, "snv");
    expect((await change(dnIn(here, "agencies", "snv"), box.password, "Muoi3-KyTu-ab")).text).toContain(
      "too short",
    );
  });

  it("refuses a password that was used before", async () => {
    const dn = dnIn(here, "people", "hoalt.snv");
    expect((await change(dn, "Bay7-xy", "Bay7-xz")).status).toBe(0);
    expect((await change(dn, "Bay7-xz", "Bay7-xy")).text).toContain("list of old passwords");
  });
});

describe("accounts of programs", () => {
  it("are under a policy that never shuts them out, whatever anybody tries", async () => {
    const { url, bindDn, adminDn, suffix } = here.realm.directory;
    for (let attempt = 0; attempt < 12; attempt += 1) {
      const stranger = new Client({ url });
      await expect(stranger.bind(bindDn, "wrong")).rejects.toThrow();
      await stranger.unbind();
    }
    const found = await asAdmin(here.realm.directory, (admin) =>
      admin.search(bindDn, { scope: "base", attributes: ["pwdPolicySubentry", "pwdAccountLockedTime"] }),
    );
    expect(found.searchEntries).toMatchObject([
      { pwdPolicySubentry: `cn=services,ou=policies,${suffix}`, pwdAccountLockedTime: [] },
    ]);
    expect(await policy("services")).not.toHaveProperty("pwdMaxAge");
    expect(
      await asService(here.realm.directory, (service) => service.exop("1.3.6.1.4.1.4203.1.11.3")),
    ).toMatchObject({
      value: `dn:${bindDn}`,
    });
    expect(bindDn).not.toBe(adminDn);
  });

  it("may not have that policy changed by danhba", async () => {
    const dn = `cn=services,ou=policies,${here.realm.directory.suffix}`;
    await expect(asService(here.realm.directory, (service) => service.del(dn))).rejects.toMatchObject({
      code: 50,
    });
  });
});

describe("an administrator no longer named", () => {
  it("goes back to everybody's policy", async () => {
    const services = { ...here.realm.services, administrators: new Set<never>() };
    const stop = new AbortController().signal;
    expect(await syncAlone(services, { trigger: "sync", stop })).toMatchObject({ applied: 2, failed: [] });
    const dn = dnIn(here, "people", "antv.snv");
    expect(await change(dn, "Muoi4-KyTu-abc", "Muoi3-KyTu-ab")).toMatchObject({ status: 0 });
  });
});
