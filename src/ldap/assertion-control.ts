/** The assertion control (RFC 4528): a write that the server refuses unless a filter still matches the entry. */
import {
  AndFilter,
  type BerWriter,
  Control,
  EqualityFilter,
  type Filter,
  NotFilter,
  PresenceFilter,
} from "ldapts";
import type { Assertion } from "../model/change.ts";

const ASSERTION_OID = "1.3.6.1.1.12";

export class AssertionControl extends Control {
  readonly #expects: readonly Assertion[];

  constructor(expects: readonly Assertion[]) {
    super(ASSERTION_OID, { critical: true });
    this.#expects = expects;
  }

  override writeControl(writer: BerWriter): void {
    const filters = this.#expects.map(filterFor);
    const filter = new AndFilter({ filters });
    // controlValue is an OCTET STRING that holds the BER encoding of the filter.
    writer.startSequence(0x04);
    filter.write(writer);
    writer.endSequence();
  }
}

function filterFor({ attribute, value }: Assertion): Filter {
  if (value !== null) return new EqualityFilter({ attribute, value });
  return new NotFilter({ filter: new PresenceFilter({ attribute }) });
}
