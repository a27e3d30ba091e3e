/** Whether writes go in transactions, and the one way off that all lanes take together. */
import type { Finding } from "../model/finding.ts";
import type { DirectoryPort } from "../ports/directory-port.ts";
import { REALM_OWNER } from "./run-clock.ts";

export class TransactionSwitch {
  readonly #directory: DirectoryPort;
  /** Transactions under way; they never reject. */
  readonly #underWay = new Set<Promise<unknown>>();
  #areOn: boolean;
  #goingWithout: Promise<void> | null = null;

  constructor(directory: DirectoryPort) {
    this.#directory = directory;
    this.#areOn = directory.writing.isInTransactions;
  }

  get areOn(): boolean {
    return this.#areOn;
  }

  /** False once a lane takes the directory off transactions, whatever comes of it. */
  get mayBegin(): boolean {
    return this.#areOn && this.#goingWithout === null;
  }

  /** That transactions were given up because a connection was lost in one. */
  get findings(): readonly Finding[] {
    const isGivenUp = this.#goingWithout !== null && !this.#areOn;
    return isGivenUp && this.#directory.writing.why === "lost"
      ? [{ code: "TRANSACTIONS_LOST", owner: REALM_OWNER, params: {} }]
      : [];
  }

  /** Runs a transaction. @throws what it throws */
  async during(work: () => Promise<void>): Promise<void> {
    const working = work();
    const ended = working.then(noMatter, noMatter);
    this.#underWay.add(ended);
    try {
      await working;
    } finally {
      this.#underWay.delete(ended);
    }
  }

  /** Waits while another lane takes the directory off transactions; how that ended `areOn` tells. */
  async settled(): Promise<void> {
    await this.#goingWithout?.then(noMatter, noMatter);
  }

  /** However many lanes ask for it, and not before the transactions of others have ended. @throws as the directory */
  goWithout(): Promise<void> {
    this.#goingWithout ??= this.#goWithout();
    return this.#goingWithout;
  }

  async #goWithout(): Promise<void> {
    await Promise.all(this.#underWay);
    await this.#directory.goWithoutTransactions();
    this.#areOn = false;
  }
}

const noMatter = (): void => undefined;
