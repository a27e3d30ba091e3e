import { BerWriter, type Client } from "ldapts";
import { describe, expect, it } from "vitest";
import { EntryReader, placeOf } from "../../../src/ldap/entry-reader.ts";
import { RawSearchRequest, withWholeMessages } from "../../../src/ldap/whole-messages.ts";

const ENTRY = 0x64;
const DONE = 0x65;
const SET = 0x31;

function message(id: number, operation: number, write: (writer: BerWriter) => void): Buffer {
  const writer = new BerWriter();
  writer.startSequence();
  writer.writeInt(id);
  writer.startSequence(operation);
  write(writer);
  writer.endSequence();
  writer.endSequence();
  return Buffer.from(writer.buffer);
}

const entry = (id: number, dn: string, attributes: Readonly<Record<string, readonly string[]>>): Buffer =>
  message(id, ENTRY, (writer) => {
    writer.writeString(dn);
    writer.startSequence();
    for (const [name, values] of Object.entries(attributes)) {
      writer.startSequence();
      writer.writeString(name);
      writer.startSequence(SET);
      for (const value of values) writer.writeString(value);
      writer.endSequence();
      writer.endSequence();
    }
    writer.endSequence();
  });

const done = (id: number): Buffer =>
  message(id, DONE, (writer) => {
    writer.writeEnumeration(0);
    writer.writeString("");
    writer.writeString("");
  });

/** Feeds the bytes in pieces of one size, and says which messages the driver's own parser saw, and which entries. */
function feed(bytes: Buffer, size: number, request: RawSearchRequest): Buffer[] {
  const parsed: Buffer[] = [];
  const client = { messageParser: { read: (data: Buffer) => void parsed.push(Buffer.from(data)) } };
  withWholeMessages(client as unknown as Client);
  const waiting = new Map([["7", { message: request }]]);
  const parser = client.messageParser as { read: (data: Buffer, waiting: unknown) => void };
  for (let at = 0; at < bytes.length; at += size) parser.read(bytes.subarray(at, at + size), waiting);
  return parsed;
}

const OPTIONS = { messageId: 7, filter: undefined as never };

describe("messages of the server", () => {
  const members = Array.from({ length: 3_000 }, (_, index) => `uid=người${index},ou=people,dc=x`);
  const entries = [
    entry(7, "cn=a,dc=x", { cn: ["a"], member: members, unasked: ["x"] }),
    entry(8, "cn=other,dc=x", {}),
    entry(7, "cn=b,dc=x", { CN: ["b"] }),
  ];
  const bytes = Buffer.concat([...entries, done(7)]);

  it.each([1, 2, 5, 7, 100, 4_096, 1_000_000])(
    "are whole in whatever pieces they come: of %i bytes",
    (size) => {
      const reader = new EntryReader();
      const seen: unknown[] = [];
      const request = new RawSearchRequest(OPTIONS, (whole, start) => {
        reader.read(whole, start);
        seen.push([reader.dn, reader.values(placeOf("cn")), reader.values(placeOf("member"))]);
      });
      expect(feed(bytes, size, request)).toEqual([entries[1], done(7)]);
      expect(seen).toEqual([
        ["cn=a,dc=x", ["a"], members],
        ["cn=b,dc=x", ["b"], []],
      ]);
      expect(request.fault).toBeNull();
    },
  );

  it("that are no entries end in a fault of their request, not of the process", () => {
    const reader = new EntryReader();
    const read: string[] = [];
    const request = new RawSearchRequest(OPTIONS, (whole, start) => {
      reader.read(whole, start);
      read.push(reader.dn);
    });
    const broken = message(7, ENTRY, (writer) => writer.writeInt(1));
    expect(feed(Buffer.concat([broken, entry(7, "cn=b,dc=x", {}), done(7)]), 64, request)).toEqual([done(7)]);
    expect(request.fault).toBeInstanceOf(RangeError);
    expect(read).toEqual([]);
  });
});
