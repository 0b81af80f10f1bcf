import { ApiError, path } from "../api/http.ts";
import type { LogStore } from "./log-store.ts";

/** One attempt's log. */
export interface LogSource {
  readonly dagId: string;
  readonly runId: string;
  readonly taskId: string;
  readonly mapIndex: number;
  readonly tryNumber: number;
}

export type FeedState =
  | { readonly kind: "reading" }
  /** Everything that is there was read; the attempt goes on. */
  | { readonly kind: "waiting" }
  | { readonly kind: "ended" }
  | { readonly kind: "failed"; readonly error: unknown };

/** How long a live log rests before it is asked again when nobody said that there is more, in milliseconds. */
const REST = 1_000;
/** And when lines are told as they are written. */
const REST_WHILE_PUSHED = 30_000;
/** How long reading may keep the page to itself, in milliseconds: less than a frame. */
const BREATH = 10;
const CONTINUATION = "Airflow-Continuation-Token";

/** Address of a log from a position on. */
export function addressLog(source: LogSource, token: string): string {
  const { dagId, runId, taskId, mapIndex, tryNumber } = source;
  const base = path`/api/v2/dags/${dagId}/dagRuns/${runId}/taskInstances/${taskId}/logs/${tryNumber}`;
  const query = new URLSearchParams({ full_content: "true", map_index: String(mapIndex) });
  if (token !== "") query.set("token", token);
  return `${base}?${query.toString()}`;
}

/** Reads a log into its store, page after page, and goes on as long as the attempt does. */
export class LogFeed {
  readonly #source: LogSource;
  readonly #store: LogStore;
  readonly #onChange: () => void;
  readonly #abort = new AbortController();
  #wake: (() => void) | null = null;
  #breathed = 0;
  #token: string | null = "";
  #isPushed = false;
  /** Somebody said that there is more, perhaps behind the answer that is being read. */
  #isNudged = false;
  state: FeedState = { kind: "reading" };

  constructor(source: LogSource, store: LogStore, onChange: () => void) {
    this.#source = source;
    this.#store = store;
    this.#onChange = onChange;
  }

  async run(): Promise<void> {
    try {
      await this.#readAll();
    } catch (error) {
      if (!this.#abort.signal.aborted) this.#change({ kind: "failed", error });
    }
  }

  /** Takes lines that were told while it rests; it reads on behind them. A continuation token is a number of lines. */
  push(bytes: Uint8Array): void {
    this.#isPushed = true;
    this.#store.append(bytes);
    this.#token = String(this.#store.length);
    this.#onChange();
  }

  /** There is more: asked for at once. */
  nudge(): void {
    this.#isNudged = true;
    this.#wake?.();
  }

  close(): void {
    this.#abort.abort();
    this.#wake?.();
  }

  async #readAll(): Promise<void> {
    while (this.#token !== null && !this.#abort.signal.aborted) {
      const before = this.#store.length;
      this.#isNudged = false;
      this.#token = await this.#readPage(this.#token);
      if (this.#token !== null && this.#store.length === before && !this.#isNudged) await this.#rest();
    }
    if (!this.#abort.signal.aborted) this.#change({ kind: "ended" });
  }

  /** Reads one answer as it arrives; gives the token of the next, or null at the end. */
  async #readPage(token: string): Promise<string | null> {
    const { signal } = this.#abort;
    const response = await fetch(addressLog(this.#source, token), {
      headers: { Accept: "application/x-ndjson" },
      signal,
    });
    if (!response.ok) throw new ApiError(response.status, `${response.status} ${response.statusText}`);
    const reader = response.body?.getReader();
    for (let chunk = await reader?.read(); chunk !== undefined && !chunk.done; chunk = await reader?.read()) {
      this.#store.append(chunk.value);
      this.#onChange();
      await this.#breathe();
    }
    return response.headers.get(CONTINUATION);
  }

  /** Lets the page draw and answer now and then, however fast lines come. */
  async #breathe(): Promise<void> {
    const now = performance.now();
    if (now - this.#breathed < BREATH) return;
    await new Promise((resolve) => setTimeout(resolve));
    this.#breathed = performance.now();
  }

  async #rest(): Promise<void> {
    this.#change({ kind: "waiting" });
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.#isPushed ? REST_WHILE_PUSHED : REST);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = null;
  }

  #change(state: FeedState): void {
    this.state = state;
    this.#onChange();
  }
}
