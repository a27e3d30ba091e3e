/** The directory behind its port: one bound connection that is never silently replaced by an unbound one. */
import { Attribute, Change, type Client } from "ldapts";
import type { Assertion, AttributeChange, Operation } from "../model/change.ts";
import { DanhbaError } from "../model/error.ts";
import type { DirectoryPort } from "../ports/directory-port.ts";
import { AssertionControl } from "./assertion-control.ts";
import { bindClient, createClient, type DirectoryOptions } from "./connect.ts";
import { notesSignIns } from "./notes-sign-ins.ts";
import { openReading } from "./open-reading.ts";
import { translateLdapError, translateReadError } from "./translate-error.ts";

/**
 * Connects and binds.
 * @throws DanhbaError LDAP_UNREACHABLE, LDAP_AUTH (wrong name or password), LDAP_INSECURE (clear text over a
 * network), SETTINGS_INVALID (the authority's file cannot be read)
 */
export async function openDirectory(options: DirectoryOptions): Promise<DirectoryPort> {
  const { url, suffix } = options;
  const client = await createClient(options);
  try {
    await bindClient(client, options);
  } catch (error) {
    throw translateLdapError(error, { url, bindDn: options.bindDn });
  }

  /** The driver would connect again by itself, without a bind: then nothing must be read or written. */
  const assertBound = (): void => {
    if (client.isConnected && client.isBound) return;
    throw new DanhbaError("LDAP_UNREACHABLE", { url, detail: "connection lost" });
  };
  const bound = (): Client => {
    assertBound();
    return client;
  };
  return {
    ...openReading({ url, suffix }, bound),
    notesSignIns: async () => {
      try {
        assertBound();
        return await notesSignIns(options);
      } catch (error) {
        throw translateReadError(error, { url, base: options.bindDn });
      }
    },
    write: async (operation) => {
      try {
        assertBound();
        await writeOperation(client, operation);
      } catch (error) {
        throw translateLdapError(error, { url, dn: operation.dn });
      }
    },
    writing: { isInTransactions: false, why: "unsupported", lanes: 1 },
    writeTogether: async ({ length }) => {
      throw new TypeError(`${length} writes in a transaction`);
    },
    goWithoutTransactions: async () => undefined,
    close: () => client.unbind(),
  };
}

async function writeOperation(client: Client, operation: Operation): Promise<void> {
  switch (operation.op) {
    case "add":
      return await client.add(operation.dn, Object.entries(operation.attributes).map(attributeOf));
    case "rename":
      return await client.modifyDN(operation.dn, operation.newDn, controlsFor(operation.expects));
    case "modify":
      return await client.modify(
        operation.dn,
        operation.changes.map(changeOf),
        controlsFor(operation.expects),
      );
    case "delete":
      return await client.del(operation.dn, controlsFor(operation.expects));
  }
}

const attributeOf = ([type, values]: readonly [string, readonly string[]]): Attribute =>
  new Attribute({ type, values: [...values] });

const changeOf = ({ type, attribute, values }: AttributeChange): Change =>
  new Change({ operation: type, modification: attributeOf([attribute, values]) });

const controlsFor = (expects: readonly Assertion[]): AssertionControl[] =>
  expects.length === 0 ? [] : [new AssertionControl(expects)];
