import { appendFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import { z } from "zod";

const stamp = z.object({ by: z.string(), nonce: z.string() });
const entry = stamp.extend({ key: z.string(), saw: z.array(stamp) });

/** One start of author code: which try, what it hands on if it is the one that counts, and what it saw of others. */
export type Entry = z.output<typeof entry>;

/** Knows what happened from outside of the product, and outlives every kill. */
export interface Ledger {
  readonly url: string;
  readonly starts: readonly Entry[];
  close(): void;
}

/** Takes starts by HTTP on this machine alone; each is appended to the file before it is answered. */
export async function openLedger(file: string): Promise<Ledger> {
  const starts: Entry[] = [];
  const server = createServer((request, response) => {
    void readBody(request).then((text) => {
      const read = text === null ? null : entry.parse(JSON.parse(text));
      if (read === null) return;
      appendFileSync(file, `${JSON.stringify({ at: Date.now(), ...read })}\n`);
      starts.push(read);
      response.end();
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The ledger has no port");
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${address.port}`, starts, close };
}

/** Null when the caller was killed before it had said all: author code went no further then. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: string[] = [];
  try {
    for await (const chunk of request.setEncoding("utf8")) chunks.push(String(chunk));
    return request.complete ? chunks.join("") : null;
  } catch {
    return null;
  }
}
