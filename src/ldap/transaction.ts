/**
 * Several writes as one (RFC 5805). slapd answers a write of a transaction before the thread that took it is done with
 * it, and crashes when the transaction is ended meanwhile (seen on 2.5.13 and 2.6). So each write waits for the answer
 * to the one before, and the end waits until the server's monitor says that no write is in work any more.
 */
import {
  BerReader,
  BerWriter,
  type Client,
  Control,
  ExtendedRequest,
  type ExtendedResponse,
  MessageResponseStatus,
  StatusCodeParser,
} from "ldapts";
import type { Operation } from "../model/change.ts";
import { type DriverSender, senderOf } from "./driver-sender.ts";
import { awaitQuiet, type MonitoredConnection } from "./monitored-connection.ts";
import { writeRequest } from "./write-request.ts";

export const START_OID = "1.3.6.1.1.21.1";
const SPECIFICATION_OID = "1.3.6.1.1.21.2";
export const END_OID = "1.3.6.1.1.21.3";

export interface TransactionRefusal {
  /** The driver's error for the server's result code. */
  readonly error: Error;
  /** Index of the write that was refused; null: the server does not tell, or it refused the transaction as such. */
  readonly operation: number | null;
  /** False: the transaction may still be open on this connection, which can only be closed. */
  readonly isEnded: boolean;
}

/** Says of a write that it belongs to a transaction. */
class TransactionControl extends Control {
  readonly #transaction: string;

  constructor(transaction: string) {
    super(SPECIFICATION_OID, { critical: true });
    this.#transaction = transaction;
  }

  override writeControl(writer: BerWriter): void {
    writer.writeString(this.#transaction);
  }
}

/**
 * Null: all of it was done. A refusal: nothing was. Throws the driver's error where the connection failed: whether
 * it was done is unknown then.
 */
export async function runTransaction(
  lane: { readonly client: Client; readonly connection: MonitoredConnection },
  operations: readonly Operation[],
): Promise<TransactionRefusal | null> {
  if (operations.length === 0) return null; // slapd refuses to end an empty one
  const { client, connection } = lane;
  const sender = senderOf(client);
  const started = await sendExtended(sender, START_OID);
  if (!isDone(started)) return { error: StatusCodeParser.parse(started), operation: null, isEnded: true };
  const transaction = started?.value ?? "";
  const control = new TransactionControl(transaction);
  const messageIds: number[] = [];
  for (const [index, operation] of operations.entries()) {
    const messageId = legibleMessageId(sender);
    messageIds.push(messageId);
    const answer = await sender._send(writeRequest(operation, messageId, [control]));
    if (isDone(answer)) continue;
    await awaitQuiet(client, connection);
    const isEnded = await abort(sender, transaction);
    return { error: StatusCodeParser.parse(answer), operation: index, isEnded };
  }
  await awaitQuiet(client, connection);
  const ended = await sendExtended(sender, END_OID, endValue(true, transaction));
  if (isDone(ended)) return null;
  const index = messageIds.indexOf(refusedMessageId(ended?.value));
  const isEnded = await abort(sender, transaction);
  return { error: StatusCodeParser.parse(ended), operation: index < 0 ? null : index, isEnded };
}

/** Whether no transaction is open any more; a server that has ended it by itself knows of none. */
async function abort(sender: DriverSender, transaction: string): Promise<boolean> {
  const answer = await sendExtended(sender, END_OID, endValue(false, transaction));
  return isDone(answer) || answer?.status === UNKNOWN_TRANSACTION;
}

/** `LDAP_TXN_ID_INVALID` of OpenLDAP; RFC 5805 leaves the number open. */
const UNKNOWN_TRANSACTION = 0x4121;

const isDone = (answer: { readonly status: number } | undefined): boolean =>
  answer?.status === MessageResponseStatus.Success;

function sendExtended(
  sender: DriverSender,
  oid: string,
  value?: Buffer,
): Promise<ExtendedResponse | undefined> {
  const messageId = sender._nextMessageId();
  return sender._send(new ExtendedRequest({ messageId, oid, ...(value === undefined ? {} : { value }) }));
}

/** `TxnEndReq ::= SEQUENCE { commit BOOLEAN DEFAULT TRUE, identifier OCTET STRING }` */
function endValue(isCommit: boolean, transaction: string): Buffer {
  const writer = new BerWriter();
  writer.startSequence();
  if (!isCommit) writer.writeBoolean(false);
  writer.writeString(transaction);
  writer.endSequence();
  return writer.buffer;
}

/**
 * The driver gives the value of an answer as text, in which bytes above 0x7f are lost: ids of writes are chosen
 * without any.
 */
function legibleMessageId(sender: DriverSender): number {
  let id = sender._nextMessageId();
  while ((id & 0x80808080) !== 0) id = sender._nextMessageId();
  return id;
}

/** `TxnEndRes ::= SEQUENCE { messageID MessageID OPTIONAL, updatesControls … OPTIONAL }`; -1 where it names none. */
function refusedMessageId(value: string | undefined): number {
  const reader = new BerReader(Buffer.from(value ?? "", "utf8"));
  if (reader.remain === 0 || reader.readSequence() === null || reader.remain === 0) return -1;
  return reader.readInt() ?? -1;
}
