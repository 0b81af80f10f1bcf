import type { Json } from "../../../src/core/json.ts";
import { prefixOfRun } from "../../../src/core/ids.ts";
import type { RunIdentity, XComWrite } from "../../../src/core/protocol.ts";
import type { Reason } from "../../../src/core/reason.ts";
import type { Result } from "../../../src/core/result.ts";
import { Values } from "../../../src/executors/values.ts";
import type { RunLink, ValueStore } from "../../../src/executors/contract.ts";

/** Takes a value that says it is large for a large one, so that no simulation needs megabytes. */
export class StampedValues extends Values {
  readonly #store: ValueStore;

  constructor(store: ValueStore, link: RunLink) {
    super(store, link);
    this.#store = store;
  }

  override async write(run: RunIdentity, key: string, value: Json): Promise<Result<XComWrite, Reason>> {
    const json = JSON.stringify(value);
    if (!json.includes('"large":true')) return await super.write(run, key, value);
    const blobKey = `${prefixOfRun(run)}xcom/${json.length}-${encodeURIComponent(json.slice(0, 120))}.json`;
    await this.#store.put(blobKey, json);
    const length = Array.isArray(value) ? value.length : null;
    return {
      ok: true,
      value: { key, value: { at: "blob", key: blobKey, bytes: json.length, sha256: "0" }, length },
    };
  }
}
