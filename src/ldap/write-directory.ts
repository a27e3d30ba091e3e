/** The writing side of the directory: one by one or together, on several connections, and what follows a lost one. */
import { type Client, MessageResponseStatus, ResultCodeError, StatusCodeParser } from "ldapts";
import { isMove, type Operation } from "../model/change.ts";
import { DanhbaError } from "../model/error.ts";
import type { DirectoryPort, Writing } from "../ports/directory-port.ts";
import { connectBound, type DirectoryOptions } from "./connect.ts";
import { senderOf } from "./driver-sender.ts";
import { introduceTypes, unintroducedType } from "./introduce-types.ts";
import { awaitClosed, findOwnConnection, type MonitoredConnection } from "./monitored-connection.ts";
import { runTransaction } from "./transaction.ts";
import { translateLdapError } from "./translate-error.ts";
import { type Lane, openWriteLanes, type WriteLanes } from "./write-lanes.ts";
import { writeRequest } from "./write-request.ts";

/** busy, unavailable, unwillingToPerform (read-only), other (full): so is every other write refused, for a time. */
const WORKS_AGAIN_LATER = [51, 52, 53, 80];

export type WritingSide = Pick<
  DirectoryPort,
  "writing" | "write" | "writeTogether" | "goWithoutTransactions" | "close"
>;

export interface WritingOptions extends DirectoryOptions {
  readonly writing: Writing;
  /** Makes the connection that is read on usable again; gives it. @throws DanhbaError as `openDirectory` */
  readonly reconnect: () => Promise<Client>;
}

/** No connection is opened before the first write. */
export function openWritingSide(options: WritingOptions): WritingSide {
  const { url, suffix, bindDn, reconnect } = options;
  let { writing } = options;
  let lanes: WriteLanes;
  /** Since a connection was lost with the outcome of a write unknown, until the caller has looked what happened. */
  let isLost = false;
  let introduced: Promise<Error | null> | null = null;
  let recovery: Promise<void> | null = null;
  let opened: MonitoredConnection[] = [];

  const assertNotLost = (): void => {
    if (isLost) throw new DanhbaError("LDAP_UNREACHABLE", { url, detail: "connection lost" });
  };
  const openLanes = (): WriteLanes =>
    openWriteLanes({
      size: writing.lanes,
      connect: async () => {
        assertNotLost();
        const client = await connectBound(options);
        const connection = await findOwnConnection(client, bindDn);
        if (connection !== null) opened.push(connection);
        return { client, connection };
      },
      // It may be another server by now, or the same with another database.
      onLostIdle: () => {
        introduced = null;
      },
    });
  lanes = openLanes();

  const onLane = async (
    dn: string,
    work: (lane: Lane, discard: () => void) => Promise<void>,
  ): Promise<void> => {
    try {
      await lanes.use(async (lane, discard) => {
        assertNotLost();
        await work(lane, discard);
      });
    } catch (error) {
      const isAnswer = error instanceof DanhbaError || error instanceof ResultCodeError;
      const fault = translateLdapError(error, { url, dn });
      if (!isAnswer && fault.code === "LDAP_UNREACHABLE") isLost = true;
      throw fault;
    }
  };

  /** Once, by whoever comes first; the others wait for it. */
  const prepare = async ({ client, connection }: Lane): Promise<MonitoredConnection> => {
    introduced ??= introduceTypes(client, options);
    const refusal = await introduced;
    if (refusal === null && connection !== null) return connection;
    if (refusal instanceof ResultCodeError && WORKS_AGAIN_LATER.includes(refusal.code)) {
      introduced = null;
      throw refusal;
    }
    writing = { ...writing, isInTransactions: false, why: "unsupported" };
    const params = refusal === null ? { detail: "no monitor" } : translateLdapError(refusal, {}).params;
    throw new DanhbaError("LDAP_UNREACHABLE", { url, ...params }, refusal);
  };

  const recover = async (): Promise<void> => {
    isLost = true;
    try {
      await lanes.close();
      await awaitClosed(await reconnect(), bindDn, opened);
    } catch (error) {
      throw translateLdapError(error, { url });
    }
    opened = [];
    introduced = null;
    if (writing.isInTransactions) writing = { ...writing, isInTransactions: false, why: "lost" };
    lanes = openLanes();
    isLost = false;
  };

  return {
    get writing() {
      return writing;
    },
    write: (operation) => onLane(operation.dn, ({ client }) => writeAlone(client, operation)),
    writeTogether: async (operations) => {
      const type = unintroducedType(operations);
      if (type !== null) throw new TypeError(`${type} is not among the attributes that danhba writes`);
      if (operations.some(isMove)) throw new TypeError("a move cannot be part of a transaction");
      await onLane(operations[0]?.dn ?? suffix, async (lane, discard) => {
        const connection = await prepare(lane);
        const refusal = await runTransaction({ ...lane, connection }, operations);
        if (refusal === null) return;
        if (!refusal.isEnded) discard();
        const { operation } = refusal;
        const dn = operations[operation ?? 0]?.dn ?? suffix;
        const { code, params } = translateLdapError(refusal.error, { url, dn });
        throw new DanhbaError(code, operation === null ? params : { ...params, operation }, refusal.error);
      });
    },
    goWithoutTransactions: () => {
      recovery ??= recover().finally(() => {
        recovery = null;
      });
      return recovery;
    },
    close: async () => {
      isLost = true; // nothing is begun any more
      await lanes.close();
    },
  };
}

async function writeAlone(client: Client, operation: Operation): Promise<void> {
  const sender = senderOf(client);
  const answer = await sender._send(writeRequest(operation, sender._nextMessageId()));
  if (answer?.status !== MessageResponseStatus.Success) throw StatusCodeParser.parse(answer);
}
