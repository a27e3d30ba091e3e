/** What operators, administrators and users do on a random walk; HR's events are in `play-feed-event.ts`. */
import { type Attributes, LOCKED_FOR_GOOD, type ObservedEntry, splitDn } from "../../../src/model/entry.ts";
import type { OrderDraft } from "../../../src/model/order.ts";
import { agencyOwner, type Owner, personOwner } from "../../../src/model/owner.ts";
import { instantOf } from "../../../src/ports/clock.ts";
import { PERSON_IDS } from "./hr-office.ts";
import { rotated } from "./play-feed-event.ts";
import type { ByHand, WalkEvent } from "./walk-event.ts";
import type { WalkRealm } from "./walk-realm.ts";

type EventOf<Kind extends WalkEvent["kind"]> = Extract<WalkEvent, { kind: Kind }>;

const OPERATOR = "Lê Thị Vận Hành";
const PAPER = { operator: OPERATOR, reason: "theo văn bản", documentNo: "15/CV-VP" };

/**
 * @param edited `danhbaId`s of entries that an administrator has edited: whatever may sign in there is theirs to answer
 * @returns what happened, in words; null when it cannot happen now, or is HR's business
 */
export async function playAct(
  realm: WalkRealm,
  event: WalkEvent,
  edited: ReadonlySet<string>,
): Promise<string | null> {
  switch (event.kind) {
    case "order":
    case "quota":
      return await orderFor(realm, event);
    case "purge what is over":
      return await purgeWhatIsOver(realm, event);
    case "delegate":
      return await delegate(realm, event);
    case "end order":
      return await endOrder(realm, event);
    case "answer":
      return await answer(realm, event);
    case "collect": {
      const count = await realm.collect(event.unit);
      return count === 0 ? null : `${count} passwords collected for ${event.unit}`;
    }
    case "by hand":
      return await byHand(realm, event);
    case "sign in":
      return await signIn(realm, event, edited);
    case "another person":
    case "clock jumps back":
    case "correct person":
    case "correct unit":
    case "dissolve":
    case "drop row":
    case "end post":
    case "head":
    case "hire":
    case "move unit":
    case "re-establish":
    case "rename":
    case "rename unit":
    case "row is back":
    case "second post":
    case "split":
    case "status":
    case "transfer":
    case "wrong person":
    case "wrong unit":
      return null;
  }
}

/** The account of a person now: where transfers cancel accounts (Bình Thuận II.4) it belongs to an agency too. */
async function accountOf(realm: WalkRealm, subject: string): Promise<Owner | null> {
  const ledger = await realm.journal.ledger(realm.realm.id);
  const owner = subject.startsWith("agency:") ? (subject as Owner) : personOwner(subject);
  const owners = [...new Set(ledger.map((address) => address.owner))];
  return owners.find((one) => one === owner || one.startsWith(`${owner}@`)) ?? null;
}

async function give(realm: WalkRealm, draft: Partial<OrderDraft> & Pick<OrderDraft, "kind" | "owner">) {
  const order = { bytes: null, person: null, ...PAPER, ...draft };
  return await realm.journal.giveOrder(realm.realm.id, order, instantOf(realm.clock));
}

async function orderFor(realm: WalkRealm, event: EventOf<"order" | "quota">): Promise<string | null> {
  const owner = await accountOf(realm, event.subject);
  if (owner === null) return null;
  if (event.kind === "quota") {
    await give(realm, { kind: "quota", owner, bytes: event.bytes });
    return `order: quota of ${owner} is ${event.bytes}`;
  }
  await give(realm, { kind: event.order, owner });
  return `order: ${event.order} ${owner}`;
}

/** A purge of a live account is a mistake of which danhba only tells; this one is of an account that is over. */
async function purgeWhatIsOver(
  realm: WalkRealm,
  event: EventOf<"purge what is over">,
): Promise<string | null> {
  const { accounts } = await realm.journal.memory(realm.realm.id);
  const isOver = (owner: Owner): boolean =>
    ["disabled", "retained"].includes(accounts.get(owner)?.status ?? "");
  for (const id of rotated(PERSON_IDS, event.id)) {
    const owner = await accountOf(realm, id);
    if (owner === null || !isOver(owner)) continue;
    await give(realm, { kind: "purge", owner });
    return `order: purge ${owner}`;
  }
  return null;
}

async function delegate(realm: WalkRealm, event: EventOf<"delegate">): Promise<string | null> {
  const owner = agencyOwner(event.unit);
  await give(realm, { kind: "delegate", owner, person: event.id });
  return `order: ${event.id} is delegate in ${owner}`;
}

async function endOrder(realm: WalkRealm, event: EventOf<"end order">): Promise<string | null> {
  const { id } = realm.realm;
  const standing = await realm.journal.orders(id, false);
  const order = standing[event.nth % Math.max(standing.length, 1)];
  if (order === undefined) return null;
  await realm.journal.endOrder(id, order.id, OPERATOR, instantOf(realm.clock));
  return `order ended: ${order.kind} ${order.owner}`;
}

async function answer(realm: WalkRealm, event: EventOf<"answer">): Promise<string | null> {
  const { id } = realm.realm;
  const open = (await realm.journal.decisions(id)).filter(({ state }) => state === "open");
  const decision = open[event.nth % Math.max(open.length, 1)];
  if (decision === undefined) return null;
  const ledger = await realm.journal.ledger(id);
  const { code, owner } = decision.finding;
  const free = decision.proposals.find(
    (proposal) => !ledger.some((address) => address.localPart === proposal && address.owner !== owner),
  );
  const hasAddress = ledger.some((address) => address.owner === owner && address.role === "primary");
  const localPart = event.how === "propose" ? (free ?? null) : null;
  if (localPart === null && !hasAddress) return null;
  await realm.journal.decide(id, [decision.id], { localPart, ...PAPER }, instantOf(realm.clock));
  return `answer to ${code} of ${owner}: ${localPart ?? "as it is"}`;
}

async function signIn(
  realm: WalkRealm,
  event: EventOf<"sign in">,
  edited: ReadonlySet<string>,
): Promise<string | null> {
  const entries = await realm.entries();
  const accounts = rotated(PERSON_IDS, event.id).flatMap((id) =>
    entries.filter(({ attributes }) => attributes.employeeNumber?.includes(id)),
  );
  const [entry] = accounts;
  if (entry === undefined) return null;
  const isLet = await realm.trySignIn(entry);
  const status = entry.attributes.danhbaStatus?.[0];
  const isEdited = edited.has(entry.attributes.danhbaId?.[0] ?? "");
  if (isLet !== (status === "active") && !isEdited)
    throw new Error(`${entry.dn} is ${status} and signs in: ${isLet}`);
  return `${entry.attributes.employeeNumber?.[0]} ${isLet ? "signs in" : "is refused"} as ${splitDn(entry.dn).rdn}`;
}

async function byHand(realm: WalkRealm, event: EventOf<"by hand">): Promise<string | null> {
  const entries = (await realm.entries()).filter(({ attributes }) => attributes.danhbaId !== undefined);
  const fitting = entries
    .filter((entry) => isFor(event.how, entry, entries))
    .toSorted((a, b) => (a.dn < b.dn ? -1 : 1));
  const entry = fitting[event.nth % Math.max(fitting.length, 1)];
  if (entry === undefined) return null;
  const { dn, attributes } = entry;
  const line = `by hand: ${event.how} ${splitDn(dn).rdn}`;
  if (event.how === "remove") {
    await realm.removeByHand(dn);
  } else if (event.how === "rename") {
    await realm.renameByHand(dn, `uid=tay.${attributes.danhbaId?.[0]?.slice(0, 8)}`);
  } else {
    await realm.setByHand(dn, handEdit(realm, event.how, attributes));
  }
  return line;
}

function isFor(how: ByHand, { dn, attributes }: ObservedEntry, all: readonly ObservedEntry[]): boolean {
  const isAccount = attributes.uid !== undefined;
  if (how === "remove") return !all.some((other) => other.dn.endsWith(`,${dn}`));
  if (how === "unlock" || how === "make active")
    return attributes.pwdAccountLockedTime?.includes(LOCKED_FOR_GOOD) ?? false;
  if (how === "lock") return isAccount && attributes.pwdAccountLockedTime === undefined;
  if (how === "leave group" || how === "empty group") return (attributes.member?.length ?? 0) > 1;
  if (how === "join group") return attributes.member !== undefined;
  if (how === "drop holder") return attributes.roleOccupant !== undefined;
  if (how === "retitle") return attributes.employeeNumber !== undefined;
  return isAccount;
}

function handEdit(
  { realm }: WalkRealm,
  how: Exclude<ByHand, "remove" | "rename">,
  attributes: Attributes,
): Attributes {
  const nobody = `cn=nobody,ou=services,${realm.suffix}`;
  const { member = [], mail = [] } = attributes;
  switch (how) {
    case "retitle":
      return { title: ["Ai đó"] };
    case "unlock":
      return { pwdAccountLockedTime: [] };
    case "lock":
      return { pwdAccountLockedTime: [LOCKED_FOR_GOOD] };
    case "make active":
      return { pwdAccountLockedTime: [], danhbaStatus: ["active"] };
    case "leave group":
      return { member: member.slice(0, -1) };
    case "empty group":
      return { member: [member.find((dn) => dn !== nobody) ?? nobody] };
    case "join group":
      return { member: [...new Set([...member, `uid=ma,ou=people,${realm.suffix}`])] };
    case "change mail":
      return { mail: mail.map((address) => `tay.${address}`) };
    case "drop holder":
      return { roleOccupant: [] };
    case "new quota":
      return { danhbaMailQuota: ["77"] };
  }
}
