/** Passwords travel only where nobody can listen: TLS, a local socket, or this machine itself. */
import { DanhbaError } from "../model/error.ts";

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** @throws DanhbaError LDAP_INSECURE for `ldap://` to another machine, SETTINGS_INVALID for what is no LDAP URL */
export function assertSecure(url: string): void {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || !/^ldap[is]?:$/.test(parsed.protocol)) {
    throw new DanhbaError("SETTINGS_INVALID", {
      setting: "ldap.url",
      problem: "NOT_A_LDAP_URL",
    });
  }
  if (parsed.protocol === "ldap:" && !LOOPBACK.test(parsed.hostname))
    throw new DanhbaError("LDAP_INSECURE", { url });
}
