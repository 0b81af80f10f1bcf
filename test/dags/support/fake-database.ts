import { DatabaseSync } from "node:sqlite";
import type { SQLInputValue, StatementSync } from "node:sqlite";

/** As much of D1 as handlers use, on SQLite in memory. A batch is one transaction, as in D1. */
export function createDatabase() {
  const sqlite = new DatabaseSync(":memory:");
  const prepare = (sql: string) => createStatement(() => sqlite.prepare(sql), []);
  const batch = async (statements: readonly Statement[]) => {
    sqlite.exec("begin");
    try {
      const results = statements.map((statement) => statement.execute());
      sqlite.exec("commit");
      return results;
    } catch (error) {
      sqlite.exec("rollback");
      throw error;
    }
  };
  return {
    binding: { prepare, batch },
    /** Rows of a query, for a test to look at. */
    query: (sql: string) =>
      sqlite
        .prepare(sql)
        .all()
        .map((row) => ({ ...row })),
  };
}

type Statement = ReturnType<typeof createStatement>;

function createStatement(prepare: () => StatementSync, values: readonly SQLInputValue[]) {
  const execute = () => {
    const statement = prepare();
    const isQuery = statement.columns().length > 0;
    const results = isQuery ? statement.all(...values) : [];
    const changes = isQuery ? 0 : Number(statement.run(...values).changes);
    return { success: true, results, meta: { changes, duration: 0 } };
  };
  const run = async () => execute();
  return { execute, run, all: run, bind: (...bound: readonly SQLInputValue[]) => createStatement(prepare, bound) };
}
