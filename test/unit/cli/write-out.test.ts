import { Writable } from "node:stream";
import { describe, expect, it } from "vitest";
import { writeOut } from "../../../src/cli/write-out.ts";

describe("writeOut", () => {
  it("makes no more pieces than the reader takes, and loses none", async () => {
    const waiting: number[] = [];
    let made = 0;
    let taken = 0;
    function* pieces(): Generator<string> {
      for (; made < 200; ) {
        made += 1;
        yield "x".repeat(1_000);
      }
    }
    const slow = new Writable({
      highWaterMark: 1_000,
      write(chunk: Buffer, _encoding, done) {
        taken += chunk.length;
        waiting.push(made - taken / 1_000);
        setImmediate(done);
      },
    });
    await writeOut(pieces(), slow);
    expect(taken).toBe(200_000);
    expect(Math.max(...waiting)).toBeLessThan(50);
    expect(slow.writableEnded).toBe(false);
  });

  it("ends quietly where the reader goes away, and with the fault where anything else is wrong", async () => {
    const failing = (code: string) =>
      new Writable({ write: (_chunk, _encoding, done) => done(Object.assign(new Error(code), { code })) });
    await writeOut(["a", "b"], failing("EPIPE"));
    await expect(writeOut(["a", "b"], failing("ENOSPC"))).rejects.toThrow("ENOSPC");
  });
});
