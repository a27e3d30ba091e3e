import { expect, it } from "vitest";
import { recordsOf } from "../../../../src/dev/bench/yardsticks.ts";

async function* linesOf(text: string): AsyncGenerator<string> {
  yield* text.split("\n");
}

it("records of LDIF are the lines between empty ones, without remarks", async () => {
  const text = "\n# pages\ndn: a\ncn: 1\n\n\n# more\ndn: b\n";
  const records: (readonly string[])[] = [];
  for await (const record of recordsOf(linesOf(text))) records.push(record);
  expect(records).toEqual([["dn: a", "cn: 1"], ["dn: b"]]);
});
