/** Looks at the directory now and then, on a connection of its own, and asks for a run where somebody edited it. */
import type { Logger } from "../logging/logger.ts";
import type { Lease } from "../ports/journal-port.ts";
import type { Look } from "../reconcile/look-for-drift.ts";
import { faultOf } from "./fault-of.ts";

/** A connection that is kept: where sign-ins are noted, each new one would itself be a change to look at. */
export interface DirectoryLook {
  look(lease: Lease): Promise<Look>;
  /** One query and, where the database knows of nothing to do, one search of one entry. */
  isQuiet(): Promise<boolean>;
  close(): Promise<void>;
}

export interface DriftWatchOptions {
  readonly realm: string;
  readonly log: Logger;
  readonly openLook: () => Promise<DirectoryLook>;
}

export class DriftWatch {
  readonly #options: DriftWatchOptions;
  readonly #lease: Lease;
  readonly #onDrift: () => void;
  #connection: DirectoryLook | null = null;
  #looking: Promise<void> | null = null;
  #isPaused = false;
  /** The restored backup that a run was asked for already. */
  #told = "";

  constructor(options: DriftWatchOptions, lease: Lease, onDrift: () => void) {
    this.#options = options;
    this.#lease = lease;
    this.#onDrift = onDrift;
  }

  /** One look, unless one is under way or a run is: what danhba writes itself is no drift. Faults are logged. */
  look(): void {
    if (this.#isPaused || this.#looking !== null) return;
    this.#looking = this.#lookOnce().finally(() => {
      this.#looking = null;
    });
  }

  /** Whether nothing calls for a run. A fault is logged, and calls for one: that will tell. */
  async isQuiet(): Promise<boolean> {
    const { realm, log, openLook } = this.#options;
    try {
      this.#connection ??= await openLook();
      return await this.#connection.isQuiet();
    } catch (error) {
      log.warn({ realm, ...faultOf(error) }, "the directory could not be looked at");
      await this.#disconnect();
      return false;
    }
  }

  /** Runs `work` while nobody looks. */
  async pausedFor<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#isPaused = true;
    try {
      await this.#looking;
      return await work();
    } finally {
      this.#isPaused = false;
    }
  }

  async stop(): Promise<void> {
    this.#isPaused = true;
    await this.#looking;
    await this.#disconnect();
  }

  async #lookOnce(): Promise<void> {
    const { realm, log, openLook } = this.#options;
    try {
      this.#connection ??= await openLook();
      const look = await this.#connection.look(this.#lease);
      if (look.found === "nothing") return;
      const mark = look.found === "restored" ? look.mark : "";
      if (look.found === "restored" && mark === this.#told) return;
      this.#told = mark;
      log.info({ realm, found: look.found }, "the directory was changed by others");
      this.#onDrift();
    } catch (error) {
      log.warn({ realm, ...faultOf(error) }, "the directory could not be looked at");
      await this.#disconnect();
    }
  }

  async #disconnect(): Promise<void> {
    const connection = this.#connection;
    this.#connection = null;
    try {
      await connection?.close();
    } catch (error) {
      this.#options.log.debug({ realm: this.#options.realm, ...faultOf(error) }, "the connection was broken");
    }
  }
}
