/** Passwords in operations: what is stored, shown or hashed of a change never holds one. */
import type { Operation } from "./change.ts";
import { type Attributes, UNUSABLE_PASSWORD } from "./entry.ts";

const SECRET_ATTRIBUTE = "userPassword";

/** What stands in `before` and `after` instead of a password. */
export const SET: readonly string[] = ["set"];

/** Whether the values of an attribute may be neither read back nor shown. */
export const isSecret = (attribute: string): boolean => attribute === SECRET_ATTRIBUTE;

/** An item as it may be stored and shown: every password in its operations is an unusable one. */
export function withoutSecretValues<T extends { readonly operations: readonly Operation[] }>(item: T): T {
  return { ...item, operations: item.operations.map(withoutSecret) };
}

/** One write with an unusable password in place of each real one. */
export function withoutSecret(operation: Operation): Operation {
  if (operation.op === "add") {
    if (!(SECRET_ATTRIBUTE in operation.attributes)) return operation;
    return { ...operation, attributes: { ...operation.attributes, [SECRET_ATTRIBUTE]: [UNUSABLE_PASSWORD] } };
  }
  if (operation.op !== "modify" || !operation.changes.some(({ attribute }) => isSecret(attribute)))
    return operation;
  const changes = operation.changes.map((change) =>
    isSecret(change.attribute) && change.values.length > 0
      ? { ...change, values: [UNUSABLE_PASSWORD] }
      : change,
  );
  return { ...operation, changes };
}

/** Attributes as they may be logged. */
export function withSecretsAsSet(attributes: Attributes): Attributes {
  return SECRET_ATTRIBUTE in attributes ? { ...attributes, [SECRET_ATTRIBUTE]: SET } : attributes;
}
