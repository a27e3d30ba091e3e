/** A world whose programs reach slapd and PostgreSQL through proxies. */
import type { World } from "../world.ts";
import { ldapFraming, postgresFraming, startProxy, type TcpProxy } from "./tcp-proxy.ts";

export interface Proxied {
  readonly ldap: TcpProxy;
  readonly database: TcpProxy;
  /** On top of the world's environment. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

export async function proxied(world: Pick<World, "env">): Promise<Proxied> {
  const urls = { ldap: new URL(world.env.LDAP_URL ?? ""), database: new URL(world.env.DATABASE_URL ?? "") };
  const ldap = await startProxy(placeOf(urls.ldap), ldapFraming);
  const database = await startProxy(placeOf(urls.database), postgresFraming);
  return {
    ldap,
    database,
    env: { LDAP_URL: through(urls.ldap, ldap), DATABASE_URL: through(urls.database, database) },
    stop: async () => {
      await ldap.stop();
      await database.stop();
    },
  };
}

const placeOf = ({ hostname, port }: URL): { host: string; port: number } => ({
  host: hostname,
  port: Number(port),
});

function through(url: URL, { port }: TcpProxy): string {
  const changed = new URL(url);
  changed.host = `127.0.0.1:${port}`;
  return changed.href;
}
