/** What each of the driver's operations goes through: its own types keep that to themselves. */
import type { Socket } from "node:net";
import type {
  AddResponse,
  Client,
  DeleteResponse,
  ExtendedRequest,
  ExtendedResponse,
  ModifyDNResponse,
  ModifyResponse,
} from "ldapts";
import type { WriteRequest } from "./write-request.ts";

export type WriteResponse = AddResponse | ModifyResponse | ModifyDNResponse | DeleteResponse;

/**
 * Unlike the driver's public methods, these never connect again by themselves (that would be without a bind), tell
 * the id of a message, and give a refusal with what came with it.
 */
export interface DriverSender {
  readonly socket?: Socket;
  /** Of the newest message. */
  readonly messageId: number;
  _nextMessageId(): number;
  _send(message: ExtendedRequest): Promise<ExtendedResponse | undefined>;
  _send(message: WriteRequest): Promise<WriteResponse | undefined>;
}

export const senderOf = (client: Client): DriverSender => client as unknown as DriverSender;
