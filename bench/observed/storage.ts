import { count } from "./counters.ts";
import { wrap } from "./wrap.ts";

/** An object's storage with its rows and alarms counted. Rows are known when a cursor has been read to its end. */
export function observeStorage(storage: DurableObjectStorage): DurableObjectStorage {
  const sql = wrap(storage.sql, {
    exec: (query: string, ...bindings: unknown[]) => observeCursor(storage.sql.exec(query, ...bindings)),
  });
  const setAlarm: DurableObjectStorage["setAlarm"] = (...args) => {
    count("alarmsSet");
    return storage.setAlarm(...args);
  };
  return wrap(storage, { sql, setAlarm });
}

function observeCursor(cursor: SqlStorageCursor<Record<string, SqlStorageValue>>): typeof cursor {
  const read = <T>(take: () => T): T => {
    const taken = take();
    count("objectRowsRead", cursor.rowsRead);
    count("objectRowsWritten", cursor.rowsWritten);
    return taken;
  };
  return wrap(cursor, { toArray: () => read(() => cursor.toArray()), one: () => read(() => cursor.one()) });
}
