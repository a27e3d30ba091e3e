import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ldapOperations,
  type RequestCounter,
  sqlStatements,
} from "../../../../src/dev/bench/counting-proxy.ts";

/** A message of PostgreSQL's protocol; the first one of a connection has no letter. */
function sql(letter: string, body: string): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(4 + body.length);
  return Buffer.concat([Buffer.from(letter), head, Buffer.from(body)]);
}

/** An LDAP message with this operation; long ones need more than one byte for their length. */
function ldap(tag: number, body: number): Buffer {
  const content = Buffer.concat([Buffer.from([0x02, 0x01, 0x07, tag, 0]), Buffer.alloc(body)]);
  const length =
    content.length < 0x80 ? [content.length] : [0x82, content.length >> 8, content.length & 0xff];
  return Buffer.concat([Buffer.from([0x30, ...length]), content]);
}

const [BIND, SEARCH, MODIFY, UNBIND] = [0x60, 0x63, 0x66, 0x42];

const CONNECTIONS: readonly [name: string, counter: () => RequestCounter, bytes: Buffer, requests: number][] =
  [
    [
      "SQL statements",
      sqlStatements,
      Buffer.concat([
        sql("", "user of a database, Q and E"),
        sql("p", "password"),
        sql("Q", "BEGIN"),
        sql("P", "SELECT $1"),
        sql("B", "1"),
        sql("E", ""),
        sql("S", ""),
        sql("X", ""),
      ]),
      2,
    ],
    [
      "LDAP operations",
      ldapOperations,
      Buffer.concat([
        ldap(BIND, 20),
        ldap(SEARCH, 10),
        ldap(MODIFY, 5_000),
        ldap(SEARCH, 200),
        ldap(UNBIND, 0),
      ]),
      3,
    ],
  ];

describe("what goes through the proxy", () => {
  it.each(CONNECTIONS)(
    "is counted as %s, whatever the pieces it comes in",
    (_name, counter, bytes, requests) => {
      fc.assert(
        fc.property(fc.array(fc.nat({ max: bytes.length })), (cuts) => {
          const ends = [...cuts.toSorted((one, other) => one - other), bytes.length];
          const count = counter();
          let [from, sum] = [0, 0];
          for (const end of ends) {
            sum += count(bytes.subarray(from, end));
            from = end;
          }
          expect(sum).toBe(requests);
        }),
      );
    },
  );
});
