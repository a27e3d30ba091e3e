/** An operator's order, checked against what is known: the account, the person, the order's own parts. */
import { DanhbaError } from "../model/error.ts";
import type { OrderDraft, OrderKind } from "../model/order.ts";
import { type Owner, splitOwner } from "../model/owner.ts";
import type { FeedReader } from "../ports/feed-port.ts";
import type { JournalPort } from "../ports/journal-port.ts";

export interface OrderRequest extends Omit<OrderDraft, "owner"> {
  /** An owner, a person's id, a unit's code, or an address with or without its domain. */
  readonly subject: string;
}

/**
 * What the run will do with it is checked again by the run.
 * @throws DanhbaError USAGE when the account or the person is not known, a purge is ordered of an account that is in
 * use, or the order has parts that its kind does not have, or lacks one
 */
export async function draftOrder(
  services: { readonly journal: JournalPort; readonly feed: FeedReader; readonly realm: string },
  { subject, ...request }: OrderRequest,
): Promise<OrderDraft> {
  const { journal, feed, realm } = services;
  const { kind, bytes, person } = request;
  checkPart(kind, "quota", "--bytes", bytes);
  checkPart(kind, "delegate", "--person", person);
  const owner = await accountOf(journal, realm, subject);
  if (kind === "delegate") {
    if (splitOwner(owner).kind !== "agency") throw usage("OWNER", subject, "NOT_A_MAILBOX_OF_AN_AGENCY");
    const { people } = await feed.readFeedSnapshot(realm);
    if (!people.some(({ id }) => id === person)) throw usage("--person", person ?? "", "NOT_IN_THE_FEED");
  }
  if (kind === "purge") {
    const status = (await journal.memory(realm)).accounts.get(owner)?.status;
    if (status !== undefined && status !== "disabled" && status !== "retained") {
      throw usage("OWNER", subject, "NOT_DISABLED", { status });
    }
  }
  return { ...request, owner };
}

function checkPart(kind: OrderKind, having: OrderKind, option: string, value: number | string | null): void {
  if (kind === having && value === null) throw usage(option, "", "NEEDED_WITH", { kind });
  if (kind !== having && value !== null) throw usage(option, value, "ONLY_WITH", { kind: having });
}

async function accountOf(journal: JournalPort, realm: string, subject: string): Promise<Owner> {
  const ledger = await journal.ledger(realm);
  const [localPart = ""] = subject.trim().toLowerCase().split("@");
  const owners = new Set(ledger.map(({ owner }) => owner).filter(isAccount));
  const named = [...owners].filter((owner) => isNamed(owner, subject));
  const holders = ledger.filter((address) => address.localPart === localPart).map(({ owner }) => owner);
  const found = [...new Set(named.length > 0 ? named : holders.filter(isAccount))];
  const [only] = found;
  if (only === undefined) throw usage("OWNER", subject, "NO_ACCOUNT");
  if (found.length > 1) throw usage("OWNER", subject, "SEVERAL_ACCOUNTS", { known: found.join(", ") });
  return only;
}

const isAccount = (owner: Owner): boolean => ["person", "agency"].includes(splitOwner(owner).kind);

/** By the owner itself, its id, or the person's id where each agency's account is an owner of its own. */
function isNamed(owner: Owner, subject: string): boolean {
  const { kind, id } = splitOwner(owner);
  return owner === subject || id === subject || (kind === "person" && id.startsWith(`${subject}@`));
}

function usage(argument: string, value: string | number, problem: string, more = {}): DanhbaError {
  return new DanhbaError("USAGE", { argument, value, problem, ...more });
}
