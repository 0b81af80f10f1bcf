import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { ServerResponse } from "node:http";

/** Where author code says outside of the product that it runs. A first try whose task is held gets no answer. */
export class Ledger {
  readonly entries: string[] = [];
  readonly #held: ServerResponse[] = [];
  #waiting: (() => void)[] = [];

  readonly #server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk) => (text += String(chunk)));
    request.on("end", () => this.#take(text, response));
  });

  #take(entry: string, response: ServerResponse): void {
    this.entries.push(entry);
    if (/ (held|once) 1$/.test(entry) && entry.startsWith("one")) this.#held.push(response);
    else response.end();
    for (const look of this.#waiting.splice(0)) look();
  }

  async open(): Promise<void> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
  }
  get conf(): { ledger: string } {
    const { port } = this.#server.address() as AddressInfo;
    return { ledger: `http://127.0.0.1:${port}` };
  }

  /** Resolves when it says so. */
  async until(entry: string): Promise<void> {
    while (!this.entries.includes(entry)) await new Promise<void>((resolve) => void this.#waiting.push(resolve));
  }

  close(): void {
    for (const response of this.#held) response.end();
    this.#server.close();
  }
}
