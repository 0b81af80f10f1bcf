import { DatabaseSync } from "node:sqlite";
import type { StatementSync } from "node:sqlite";
import type { Sql, SqlValue } from "../../../src/coordinator/ports.ts";

type Row = Readonly<Record<string, SqlValue>>;

/**
 * An object's SQLite in memory. As on the platform, all that is written in one event is one transaction: it is kept or
 * undone at the event's end (`keep`, `undo`).
 */
export class MemorySql implements Sql {
  #database: DatabaseSync | null = null;
  readonly #statements = new Map<string, StatementSync>();
  readonly #writes: (readonly [query: string, bindings: readonly SqlValue[]])[] = [];
  readonly #onWrite: () => void;
  #isOpen = false;

  /** `onWrite` is called at the first write of an event. */
  constructor(onWrite: () => void) {
    this.#onWrite = onWrite;
  }

  exec(query: string, ...bindings: readonly SqlValue[]): readonly Row[] {
    if (!/^\s*select/.test(query)) {
      this.#begin();
      this.#writes.push([query, bindings]);
    }
    return this.#prepare(query).all(...bindings) as Row[];
  }

  transact<T>(body: () => T): T {
    const isFirst = !this.#isOpen;
    if (isFirst) this.#begin();
    else this.#prepare("savepoint inner_transaction").run();
    const noted = this.#writes.length;
    try {
      const value = body();
      if (!isFirst) this.#prepare("release inner_transaction").run();
      return value;
    } catch (error) {
      this.#writes.length = noted;
      if (isFirst) this.#prepare("rollback").run();
      else this.#prepare("rollback to inner_transaction").run();
      if (isFirst) this.#prepare("begin").run();
      else this.#prepare("release inner_transaction").run();
      throw error;
    }
  }

  /** What was written in this event so far, and keeps it. */
  keep(): readonly (readonly [query: string, bindings: readonly SqlValue[]])[] {
    if (this.#isOpen) this.#prepare("commit").run();
    this.#isOpen = false;
    return this.#writes.splice(0);
  }
  undo(): void {
    if (this.#isOpen) this.#prepare("rollback").run();
    this.#isOpen = false;
    this.#writes.length = 0;
  }

  /** Deletes everything, as part of the event. */
  erase(): void {
    const tables = this.exec("select name from sqlite_master where type = 'table'");
    for (const { name } of tables) this.exec(`drop table ${String(name)}`);
  }
  isEmpty(): boolean {
    return this.exec("select 1 from sqlite_master").length === 0;
  }

  close(): void {
    this.#statements.clear();
    this.#database?.close();
    this.#database = null;
  }

  #begin(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    this.#prepare("begin").run();
    this.#onWrite();
  }

  #prepare(query: string): StatementSync {
    const known = this.#statements.get(query);
    if (known !== undefined) return known;
    this.#database ??= new DatabaseSync(":memory:");
    const statement = this.#database.prepare(query);
    this.#statements.set(query, statement);
    return statement;
  }
}
