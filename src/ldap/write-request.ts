/** One write of the plan as the message that the server gets. */
import {
  AddRequest,
  Attribute,
  Change,
  type Control,
  DeleteRequest,
  ModifyDNRequest,
  ModifyRequest,
} from "ldapts";
import { type Assertion, type AttributeChange, isMove, type Operation } from "../model/change.ts";
import { splitDn } from "../model/entry.ts";
import { AssertionControl } from "./assertion-control.ts";

export type WriteRequest = AddRequest | ModifyRequest | ModifyDNRequest | DeleteRequest;

/** @param more controls to send besides the operation's own assertion */
export function writeRequest(
  operation: Operation,
  messageId: number,
  more: readonly Control[] = [],
): WriteRequest {
  const { dn } = operation;
  switch (operation.op) {
    case "add": {
      const attributes = Object.entries(operation.attributes).map(attributeOf);
      return new AddRequest({ messageId, dn, attributes, controls: [...more] });
    }
    case "modify": {
      const changes = operation.changes.map(changeOf);
      return new ModifyRequest({ messageId, dn, changes, controls: controlsOf(operation.expects, more) });
    }
    case "rename": {
      const { rdn, parent } = splitDn(operation.newDn);
      // A new parent that is the old one need not be named, and crashes slapd inside a transaction.
      const newSuperior = isMove(operation) ? parent : "";
      const controls = controlsOf(operation.expects, more);
      return new ModifyDNRequest({ messageId, dn, newRdn: rdn, newSuperior, controls });
    }
    case "delete":
      return new DeleteRequest({ messageId, dn, controls: controlsOf(operation.expects, more) });
  }
}

const attributeOf = ([type, values]: readonly [string, readonly string[]]): Attribute =>
  new Attribute({ type, values: [...values] });

const changeOf = ({ type, attribute, values }: AttributeChange): Change =>
  new Change({ operation: type, modification: attributeOf([attribute, values]) });

const controlsOf = (expects: readonly Assertion[], more: readonly Control[]): Control[] =>
  expects.length === 0 ? [...more] : [...more, new AssertionControl(expects)];
