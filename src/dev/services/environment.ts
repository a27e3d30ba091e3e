/** What the throw-away services take from the environment; nothing else in this folder reads it. */
import { serviceUnavailable } from "./service-error.ts";

/** The environment of a child process: ours, with `extra` on top. */
export const inheritedEnvironment = (extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv => ({
  ...process.env,
  ...extra,
});

/** The folders of `PATH`. */
export const pathFolders = (): string[] => (process.env.PATH ?? "").split(":").filter(Boolean);

/** `TEST_DATABASE_URL`: a PostgreSQL server on which databases and roles may be created. */
export const givenDatabaseUrl = (): string | null => process.env.TEST_DATABASE_URL || null;

export interface GivenDirectory {
  readonly url: string;
  readonly suffix: string;
  readonly bindDn: string;
  readonly bindPassword: string;
  readonly adminDn: string;
  readonly adminPassword: string;
}

/**
 * `TEST_LDAP_URL`, `TEST_LDAP_SUFFIX`, `TEST_LDAP_BIND_PASSWORD` and `TEST_LDAP_ADMIN_PASSWORD`: a server that was
 * set up from `docker/openldap`; its entries are deleted at will. `TEST_LDAP_BIND_DN` and `TEST_LDAP_ADMIN_DN` where
 * they are named otherwise. Null without `TEST_LDAP_URL`; throws `SERVICES_UNAVAILABLE` when one of them is missing.
 */
export function givenDirectory(): GivenDirectory | null {
  const url = process.env.TEST_LDAP_URL;
  if (!url) return null;
  const suffix = needed("TEST_LDAP_SUFFIX");
  return {
    url,
    suffix,
    bindDn: process.env.TEST_LDAP_BIND_DN ?? `cn=danhba,ou=services,${suffix}`,
    bindPassword: needed("TEST_LDAP_BIND_PASSWORD"),
    adminDn: process.env.TEST_LDAP_ADMIN_DN ?? `cn=admin,${suffix}`,
    adminPassword: needed("TEST_LDAP_ADMIN_PASSWORD"),
  };
}

function needed(name: string): string {
  const value = process.env[name];
  if (!value) throw serviceUnavailable("OpenLDAP", `set ${name} beside TEST_LDAP_URL`);
  return value;
}
