import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { unpackCells } from "../../src/core/cells.ts";
import { parseMessage, type LiveMessage } from "../../src/live/messages.ts";
import { Product } from "./support/product.ts";

const product = new Product();
let cookie = "";
beforeAll(async () => {
  await product.start();
  const answer = await fetch(`${product.url}/auth/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ username: "admin", password: "a password for tests" }),
  });
  cookie = answer.headers.get("set-cookie")?.split(";")[0] ?? "";
});
afterAll(() => product.stop());

interface Heard {
  readonly at: number;
  readonly message: LiveMessage;
}

/** A connection as a page of the dashboard opens it, by the session's cookie. */
class Page {
  readonly heard: Heard[] = [];
  readonly #socket: WebSocket;
  #wake: () => void = () => undefined;

  constructor(path: string, headers: Record<string, string>) {
    // Node's WebSocket takes headers where a browser takes protocols.
    this.#socket = new WebSocket(product.url.replace("http", "ws") + path, { headers } as unknown as string);
    this.#socket.addEventListener("message", ({ data }) => {
      const message = parseMessage(String(data));
      if (message !== null) this.heard.push({ at: Date.now(), message });
      this.#wake();
    });
  }

  opened(): Promise<boolean> {
    return new Promise((resolve) => {
      this.#socket.addEventListener("open", () => resolve(true));
      this.#socket.addEventListener("error", () => resolve(false));
    });
  }

  async until(isThere: (heard: readonly Heard[]) => boolean): Promise<void> {
    while (!isThere(this.heard)) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  close(): void {
    this.#socket.close();
  }
}

async function open(path: string): Promise<Page> {
  const page = new Page(path, { cookie, origin: product.url });
  expect(await page.opened()).toBe(true);
  return page;
}

const hasEnded = (heard: readonly Heard[]) =>
  heard.some(({ message }) => "run" in message && ["success", "failed"].includes(message.run.state));

describe("who watches", () => {
  it("sees every change of a run as it happens, without one missing", async () => {
    const dag = await open("/api/x/dags/carried_inline/live");
    await product.trigger("carried_inline", "watched");
    const run = await open("/api/x/dags/carried_inline/dagRuns/watched/live");
    await Promise.all([run.until(hasEnded), dag.until(hasEnded)]);
    const messages = run.heard.map(({ message }) => message);
    expect(messages.map(({ seq }) => seq)).toEqual(messages.map((_, at) => at + 1));
    const changes = messages.filter((message) => message.kind === "changes");
    const built = messages.flatMap((message) => ("run" in message ? [message.run.revision] : []));
    expect(changes.map(({ before }) => before)).toEqual(built.slice(0, -1));
    const states = new Set(
      messages
        .flatMap((one) => ("instances" in one ? (one.instances ?? []) : []))
        .map(({ taskId, state }) => `${taskId} ${state}`),
    );
    for (const seen of [
      "list success",
      "each success",
      "sum success",
      "flaky success",
      "skips skipped",
      "fails failed",
    ]) {
      expect([...states]).toContain(seen);
    }
    const published = messages.flatMap((one) => (one.kind === "changes" ? one.xcoms : []));
    expect(published).toContainEqual(["flaky", -1, "return_value"]);
    const { body } = await product.call("GET", "/api/x/dags/carried_inline/grid?runs=1");
    expect(unpackCells(body.runs[0].cells).letters).toHaveLength(body.tasks.length);
    dag.close();
    run.close();
  });

  it("sees it within a moment", async () => {
    const pages = await Promise.all(["/api/x/live", "/api/x/dags/carried_inline/live"].map(open));
    const delays: number[] = [];
    for (let n = 0; n < 10; n += 1) {
      await product.trigger("carried_inline", `quick-${n}`);
      const page = await open(`/api/x/dags/carried_inline/dagRuns/quick-${n}/live`);
      await page.until(hasEnded);
      for (const { at, message } of page.heard) {
        if (message.kind !== "changes") continue;
        const times = (message.instances ?? []).flatMap(
          ({ startedAt, endedAt, queuedAt }) => endedAt ?? startedAt ?? queuedAt ?? [],
        );
        if (times.length > 0) delays.push(at - Math.max(...times));
      }
      page.close();
    }
    await Promise.all(
      pages.map((page) =>
        page.until((heard) => heard.some(({ message }) => JSON.stringify(message).includes("quick-9"))),
      ),
    );
    const sorted = delays.toSorted((one, other) => one - other);
    const p95 = sorted[Math.floor(sorted.length * 0.95)] ?? Infinity;
    console.warn(
      `from a change to its message: median ${sorted[sorted.length >> 1]} ms, p95 ${p95} ms of ${sorted.length}`,
    );
    expect(p95).toBeLessThan(1_000);
    for (const page of pages) page.close();
  }, 120_000);

  it("has to be somebody, and to come from our own pages", async () => {
    for (const path of [
      "/api/x/live",
      "/api/x/dags/carried_inline/live",
      "/api/x/dags/carried_inline/dagRuns/watched/live",
    ]) {
      for (const headers of [{ origin: product.url }, { cookie, origin: "https://elsewhere.example" }]) {
        expect(await new Page(path, headers).opened()).toBe(false);
      }
    }
    expect((await product.call("GET", "/api/x/live")).status).toBe(426);
    expect((await product.call("GET", "/api/x/dags/none/live", undefined, {})).status).toBe(426);
  });
});
