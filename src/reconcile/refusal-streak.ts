/** Tells a server that refuses everything, to which no item's next try helps, from items that are refused. */
import { DanhbaError } from "../model/error.ts";

/**
 * How many refusals in a row, with no write accepted in between, speak of the server. Results that are not listed
 * speak of the entry however often they come, such as a schema that knows an attribute no longer.
 */
const IN_A_ROW: Readonly<Record<string, number>> = {
  referral: 1, // a replica: writes belong to another server
  unavailableCriticalExtension: 1, // it knows no assertions
  unwillingToPerform: 20, // read-only (olcReadOnly)
  other: 20, // the disk or olcDbMaxSize is full
  insufficientAccessRights: 20, // danhba's rights were taken away
  operationsError: 20,
  adminLimitExceeded: 20,
};

export class RefusalStreak {
  #result = "";
  #length = 0;

  /** A write was accepted: the server takes some. */
  end(): void {
    this.#length = 0;
  }

  /**
   * One more refusal.
   * @returns LDAP_REFUSED with `inARow` where it speaks of the server, so that the run is to stop; else null
   */
  add(refusal: DanhbaError): DanhbaError | null {
    const result = String(refusal.params.result);
    this.#length = result === this.#result ? this.#length + 1 : 1;
    this.#result = result;
    const enough = IN_A_ROW[result];
    if (enough === undefined || this.#length < enough) return null;
    return new DanhbaError("LDAP_REFUSED", { ...refusal.params, inARow: this.#length }, refusal);
  }
}
