import { and, type Column, getTableColumns, type SQL, sql } from "drizzle-orm";
import type { SQLiteTable } from "drizzle-orm/sqlite-core";
import type { Reason } from "../core/reason.ts";
import { refuse, type Result, succeed } from "../core/result.ts";
import { encodeCursor, type CursorValue, parseCursor } from "./cursor.ts";
import { EXACT_TOTAL, type ListResult, type PageRequest } from "./list.ts";
import { parseRow, prepare } from "./open.ts";

/** How one list reads its table. All SQL here is ours; what callers send is bound or looked up by name. */
export interface ListQuery<T extends SQLiteTable, Item> {
  readonly table: T;
  /** The FROM clause, naming the index that answers it in natural order. */
  readonly from: SQL;
  readonly where: SQL | undefined;
  /** Keys of the total order that `from` is read in without sorting. */
  readonly natural: readonly Column[];
  /** The same keys as columns of `table` itself, where `from` joins another. */
  readonly ties?: readonly Column[];
  /** Names of the natural order, apart from `orders`. */
  readonly naturalNames: readonly string[];
  readonly isNewestFirst: boolean;
  /** Allowed names of other orders. They sort the first EXACT_TOTAL matches of the natural order, never the table. */
  readonly orders: Readonly<Record<string, Column | SQL>>;
  /** Columns too large to read for a list; `view` must not look at them. */
  readonly omit?: readonly Column[];
  readonly view: (row: T["$inferSelect"]) => Item;
}

interface Key {
  readonly value: Column | SQL;
  readonly isDescending: boolean;
}
interface Order {
  readonly name: string;
  readonly keys: readonly Key[];
  readonly isNatural: boolean;
}
interface Window {
  readonly limit: number;
  readonly offset: number;
  readonly after: readonly CursorValue[] | null;
  /** True reads the page before `after`, from its end. */
  readonly isBackward: boolean;
}

export const MAX_LIMIT = 1_000;

/** One page and the total, in one round trip. */
export async function runList<T extends SQLiteTable, Item>(
  db: D1Database,
  query: ListQuery<T, Item>,
  page: PageRequest,
): ListReply<Item> {
  const order = chooseOrder(query, page.orderBy ?? []);
  if (!order.ok) return order;
  const window = chooseWindow(order.value, page);
  if (!window.ok) return window;
  const statements = [buildPage(query, order.value, window.value), buildTotal(query)];
  const [rows, count] = await db.batch<Record<string, unknown>>(statements.map((text) => prepare(db, text)));
  const { items, next, previous } = turnPage(rows?.results ?? [], window.value);
  const total = Number(count?.results[0]?.["total"] ?? 0);
  return succeed({
    items: items.map((raw) => query.view(parseRow(query.table, raw))),
    total: Math.min(total, EXACT_TOTAL),
    isExact: total <= EXACT_TOTAL,
    nextCursor: next === undefined ? null : makeCursor(order.value, next),
    previousCursor: previous === undefined ? null : makeCursor(markBackward(order.value), previous),
  });
}

type Row = Record<string, unknown>;

/** A page in its order, and the rows that lead on from it and back. One row more than asked for means there are more. */
function turnPage(found: readonly Row[], { limit, offset, after, isBackward }: Window) {
  const page = found.slice(0, limit);
  const isMore = found.length > page.length;
  const items = isBackward ? page.toReversed() : page;
  const isBefore = isBackward ? isMore : after !== null || offset > 0;
  const isAfter = isBackward || isMore;
  return { items, next: isAfter ? items.at(-1) : undefined, previous: isBefore ? items.at(0) : undefined };
}

/** A cursor that leads back is one of an order that is named so. */
function markBackward(order: Order): Order {
  return { ...order, name: `<${order.name}` };
}
type ListReply<Item> = Promise<ListResult<Item>>;

function chooseOrder<T extends SQLiteTable, Item>(
  query: ListQuery<T, Item>,
  orderBy: readonly string[],
): Result<Order, Reason> {
  const names = orderBy.length === 0 ? [`${query.isNewestFirst ? "-" : ""}${query.naturalNames[0] ?? ""}`] : orderBy;
  const ties = chooseTies(query, false);
  const keys: Key[] = [];
  for (const [position, name] of names.entries()) {
    const isDescending = name.startsWith("-");
    const field = isDescending ? name.slice(1) : name;
    const isTotal = query.naturalNames.includes(field);
    const isNatural = isTotal && position === 0;
    const values = isTotal ? chooseTies(query, isNatural) : findOrder(query, field);
    if (values === null) return refuse(unknownOrder(query, field));
    keys.push(...values.map((value) => ({ value, isDescending })));
    if (isTotal) return succeed({ name: names.join(), keys, isNatural });
  }
  const isDescending = keys.at(-1)?.isDescending ?? false;
  return succeed({
    name: names.join(),
    keys: [...keys, ...ties.map((value) => ({ value, isDescending }))],
    isNatural: false,
  });
}

function chooseTies<T extends SQLiteTable, Item>(query: ListQuery<T, Item>, isNatural: boolean): readonly Column[] {
  return isNatural ? query.natural : (query.ties ?? query.natural);
}

function findOrder<T extends SQLiteTable, Item>(query: ListQuery<T, Item>, field: string): (Column | SQL)[] | null {
  const value = Object.hasOwn(query.orders, field) ? query.orders[field] : undefined;
  return value === undefined ? null : [value];
}

function unknownOrder<T extends SQLiteTable, Item>(query: ListQuery<T, Item>, orderBy: string): Reason {
  const allowed = [...query.naturalNames, ...Object.keys(query.orders)].join(", ");
  return { code: "unknown_order_by", params: { orderBy, allowed } };
}

function chooseWindow(order: Order, page: PageRequest): Result<Window, Reason> {
  const { limit = 50, offset = 0, cursor = null } = page;
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > MAX_LIMIT) return refuse(invalidPage("limit"));
  if (!Number.isSafeInteger(offset) || offset < 0) return refuse(invalidPage("offset"));
  if (cursor === null) return succeed({ limit, offset, after: null, isBackward: false });
  if (cursor === "") return succeed({ limit, offset: 0, after: null, isBackward: false });
  const onward = parseCursor(cursor, order.name, order.keys.length);
  const after = onward ?? parseCursor(cursor, markBackward(order).name, order.keys.length);
  if (after === null || !isUniform(order)) return refuse({ code: "invalid_cursor", params: {} });
  return succeed({ limit, offset: 0, after, isBackward: onward === null });
}

function invalidPage(field: string): Reason {
  return { code: "invalid_page", params: { field } };
}

/** One row more than asked for tells whether there is a next page. */
function buildPage<T extends SQLiteTable, Item>(query: ListQuery<T, Item>, order: Order, window: Window): SQL {
  const { table } = query;
  const columns = listColumns(query);
  const after = startAfter(order, window);
  const tail = sql`order by ${sortBy(window.isBackward ? reverse(order.keys) : order.keys)} limit ${window.limit + 1} offset ${window.offset}`;
  const keys = sql.join(
    order.keys.map((key, position) => sql`${orderValue(key, order)} as ${sql.identifier(`key_${position}`)}`),
    sql`, `,
  );
  if (order.isNatural) {
    return sql`select ${columns}, ${keys} from ${query.from} ${filterBy(and(query.where, after))} ${tail}`;
  }
  const natural = query.natural.map((value) => ({ value, isDescending: query.isNewestFirst }));
  const first = sql`select ${columns} from ${query.from} ${filterBy(query.where)} order by ${sortBy(natural)} limit ${EXACT_TOTAL}`;
  return sql`select *, ${keys} from (${first}) as ${table} ${filterBy(after)} ${tail}`;
}

function listColumns<T extends SQLiteTable, Item>({ table, omit }: ListQuery<T, Item>): SQL {
  if (omit === undefined) return sql`${table}.*`;
  const columns: Column[] = Object.values(getTableColumns(table));
  return sql.join(
    columns.filter((column) => !omit.includes(column)).map((column) => sql`${column}`),
    sql`, `,
  );
}

/** Counting stops one past the exact part, so that a total's cost has a bound. */
function buildTotal<T extends SQLiteTable, Item>(query: ListQuery<T, Item>): SQL {
  const counted = sql`select 1 from ${query.from} ${filterBy(query.where)} limit ${EXACT_TOTAL + 1}`;
  return sql`select count(*) as total from (${counted})`;
}

function filterBy(where: SQL | undefined): SQL {
  return where === undefined ? sql`` : sql`where ${where}`;
}

function sortBy(keys: readonly Key[]): SQL {
  return sql.join(
    keys.map(({ value, isDescending }) => (isDescending ? sql`${value} desc` : sql`${value}`)),
    sql`, `,
  );
}

function reverse(keys: readonly Key[]): readonly Key[] {
  return keys.map(({ value, isDescending }) => ({ value, isDescending: !isDescending }));
}

/** Everything after the cursor's row, or before it. A null sorts first in SQLite; in comparisons it must therefore be least, too. */
function startAfter(order: Order, window: Window): SQL | undefined {
  if (window.after === null) return undefined;
  const left = sql.join(
    order.keys.map((key) => orderValue(key, order)),
    sql`, `,
  );
  const right = sql.join(
    window.after.map((value) => sql`${value}`),
    sql`, `,
  );
  const isLess = (order.keys[0]?.isDescending === true) !== window.isBackward;
  return isLess ? sql`(${left}) < (${right})` : sql`(${left}) > (${right})`;
}

/** A number below all of ours stands for null: SQLite orders null, then numbers, then text. */
function orderValue(key: Key, order: Order): SQL {
  return order.isNatural ? sql`${key.value}` : sql`ifnull(${key.value}, -9e15)`;
}

function isUniform(order: Order): boolean {
  return order.keys.every((key) => key.isDescending === order.keys[0]?.isDescending);
}

function makeCursor(order: Order, last: Record<string, unknown> | undefined): string | null {
  if (last === undefined || !isUniform(order)) return null;
  return encodeCursor(
    order.name,
    order.keys.map((_, position) => last[`key_${position}`]),
  );
}
