/** Runs one command line after the other in one process, each as if the process were its own: `fork` it, send orders. */
import type { EventEmitter } from "node:events";
import { flushCompileCache } from "node:module";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import { PROJECT_ROOT } from "../../../src/dev/services/project-root.ts";
import type { Ended, Order } from "./verb-order.ts";

/** What Node.js ends with when the main module still waits and nothing is left that could wake it. */
const UNSETTLED = 13;

const MAIN = pathToFileURL(join(PROJECT_ROOT, "src/cli/main.ts"));

/** What the program listens to for as long as it runs. */
const LISTENED: readonly (readonly [EventEmitter, string])[] = [
  [process, "SIGTERM"],
  [process, "SIGINT"],
  [process.stdout, "error"],
];

let order: Order | null = null;
let isSettled = false;
let count = 0;

process.on("message", (message) => {
  order = message as Order;
  isSettled = false;
  count += 1;
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, order.env);
  process.argv.splice(2, Number.POSITIVE_INFINITY, ...order.args);
  process.exitCode = undefined;
  Object.defineProperty(process, "stdin", { value: Readable.from([]), configurable: true });
  // Now the verb alone keeps the process alive, and `beforeExit` comes where a process of its own would end.
  process.channel?.unref();
  const main = new URL(MAIN);
  main.search = `?${count}`;
  void import(main.href).then(() => {
    isSettled = true;
  });
});

process.on("beforeExit", () => {
  if (order === null) return;
  const { endMark } = order;
  order = null;
  for (const [emitter, event] of LISTENED) emitter.removeAllListeners(event);
  process.channel?.ref();
  process.stdout.write(endMark);
  process.stderr.write(endMark);
  const ended: Ended = { status: isSettled ? Number(process.exitCode ?? 0) : UNSETTLED };
  process.exitCode = undefined;
  // Left to the end it would not be written: see below.
  if (count === 1) flushCompileCache();
  process.send?.(ended);
});

// Nobody is left to give orders, and what is ours may be about to be removed: nothing more is to be written.
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
