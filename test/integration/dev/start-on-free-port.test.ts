import { createServer } from "node:net";
import { expect, it } from "vitest";
import { startChild } from "../../../src/dev/services/child-process.ts";
import { startOnFreePort } from "../../../src/dev/services/start-on-free-port.ts";

const LISTENER = `
  const server = require("node:net").createServer();
  server.on("error", (error) => { console.error(error.message); process.exit(1); });
  server.listen(Number(process.argv[1]), "127.0.0.1", () => console.log("listening"));
`;

it("takes another port when somebody was faster", async () => {
  const taken: number[] = [];
  const blocker = createServer();
  const { child, port } = await startOnFreePort(
    async (candidate) => {
      taken.push(candidate);
      if (taken.length === 1)
        await new Promise<void>((resolve) => blocker.listen(candidate, "127.0.0.1", resolve));
      return await startChild(process.execPath, ["-e", LISTENER, String(candidate)], {
        stopSignal: "SIGTERM",
      });
    },
    async () => {
      if (taken.length < 2) throw new Error("not ours");
    },
  );
  expect(taken).toHaveLength(2);
  expect(port).toBe(taken[1]);
  expect(child.hasExited()).toBe(false);
  await child.stop();
  expect(child.hasExited()).toBe(true);
  blocker.close();
});

it("gives the server's own words when it ends for another reason", async () => {
  const started = startOnFreePort(
    () => startChild("sh", ["-c", "echo broken settings >&2; exit 3"], { stopSignal: "SIGTERM" }),
    () => Promise.reject(new Error("never")),
  );
  await expect(started).rejects.toThrow("broken settings");
});
