/** `danhba orders`, `orders give KIND OWNER` and `orders end ID`: standing orders about one account. */
import { systemClock } from "../../compose.ts";
import { DanhbaError } from "../../model/error.ts";
import { ORDER_KINDS, type Order, type OrderKind } from "../../model/order.ts";
import { instantOf } from "../../ports/clock.ts";
import { draftOrder } from "../../reconcile/draft-order.ts";
import { runClock } from "../../reconcile/run-clock.ts";
import type { Lang } from "../../texts/lang.ts";
import { ORDER_KIND_TEXTS } from "../../texts/orders.ts";
import { timeText, VIEW_TEXTS } from "../../texts/views.ts";
import { EXIT } from "../exit-status.ts";
import { positiveInteger } from "../options.ts";
import { jsonText, type Session, withDatabase } from "../session.ts";
import { table } from "../views/table.ts";

export async function ordersVerb(session: Session, { all }: { readonly all?: boolean }): Promise<number> {
  return await withDatabase(session, async ({ journal }, realm) => {
    const { id } = realm.settings;
    const orders = await journal.orders(id, all === true);
    if (session.isJson) session.print(jsonText({ formatVersion: 1, realm: id, orders }));
    else session.print(ordersText(session.lang, orders));
    return EXIT.done;
  });
}

export interface GiveOptions {
  readonly operator: string;
  readonly reason: string;
  readonly document: string;
  readonly bytes?: string;
  readonly person?: string;
}

/** @throws DanhbaError USAGE, see `draftOrder` */
export async function ordersGiveVerb(
  session: Session,
  [kind = "", subject = ""]: readonly string[],
  { operator, reason, document, bytes, person }: GiveOptions,
): Promise<number> {
  const request = {
    kind: orderKind(kind),
    subject,
    bytes: bytes === undefined ? null : positiveInteger("--bytes", bytes),
    person: person ?? null,
    operator,
    reason,
    documentNo: document,
  };
  return await withDatabase(session, async ({ journal, feed }, realm) => {
    const { id } = realm.settings;
    const draft = await draftOrder({ journal, feed, realm: id }, request);
    // An order must not look older than the state it is about, whatever the clock says.
    const { clock } = await runClock({ journal, realm: { id }, clock: systemClock }, false);
    const order = await journal.giveOrder(id, draft, instantOf(clock));
    return printOrder(session, id, order, VIEW_TEXTS[session.lang].orderGiven);
  });
}

/** @throws DanhbaError USAGE for an order that does not stand */
export async function ordersEndVerb(
  session: Session,
  number: string,
  { operator }: { readonly operator: string },
): Promise<number> {
  const wanted = positiveInteger("ID", number);
  return await withDatabase(session, async ({ journal }, realm) => {
    const { id } = realm.settings;
    const order = await journal.endOrder(id, wanted, operator, instantOf(systemClock));
    return printOrder(session, id, order, VIEW_TEXTS[session.lang].orderEnded);
  });
}

function orderKind(value: string): OrderKind {
  const kind = ORDER_KINDS.find((known) => known === value);
  if (kind !== undefined) return kind;
  const known = ORDER_KINDS.join(", ");
  throw new DanhbaError("USAGE", { argument: "KIND", value, problem: "NOT_ONE_OF", known });
}

function printOrder(session: Session, realm: string, order: Order, done: string): number {
  const { lang } = session;
  if (session.isJson) session.print(jsonText({ formatVersion: 1, realm, order }));
  else session.print(`${order.id}: ${ORDER_KIND_TEXTS[lang][order.kind]}, ${order.owner}: ${done}`);
  return EXIT.done;
}

function ordersText(lang: Lang, orders: readonly Order[]): string {
  const words = VIEW_TEXTS[lang];
  if (orders.length === 0) return words.noOrders;
  const rows = orders.map(({ id, kind, owner, bytes, person, at, operator, documentNo, reason, ...end }) => [
    String(id),
    ORDER_KIND_TEXTS[lang][kind],
    owner,
    bytes === null ? (person ?? "") : String(bytes),
    timeText(lang, at),
    `${operator}, ${documentNo}`,
    reason,
    end.endedAt === null ? "" : `${timeText(lang, end.endedAt)} ${end.endedBy}`,
  ]);
  const heads = ["#", words.order, words.owner, "", words.started, words.by, words.why, words.ended];
  return table([heads, ...rows], [0]);
}
