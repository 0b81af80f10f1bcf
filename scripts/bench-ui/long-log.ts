import { once } from "node:events";
import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export const LONG = 1_000_000;
/** Lines of one answer, as the product gives them. */
const PAGE = 20_000;
export const NEEDLE = "the needle in it";

export interface LongLog {
  readonly url: string;
  close(): void;
}

/**
 * The product behind a server that gives every log a million lines. An attempt keeps fewer, so that only the page is
 * measured with so many, not the product.
 */
export async function startLongLog(product: string): Promise<LongLog> {
  const pages = Array.from({ length: LONG / PAGE }, (_, page) => writePage(page * PAGE));
  const server = createServer((incoming, outgoing) => {
    const url = new URL(incoming.url ?? "/", product);
    if (/\/logs\/\d+$/.test(url.pathname)) answer(outgoing, pages, Number(url.searchParams.get("token") ?? "0"));
    else forward(product, incoming, outgoing);
  });
  server.on("upgrade", (_, socket) => socket.destroy());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => (server.closeAllConnections(), void server.close()) };
}

function answer(outgoing: ServerResponse, pages: readonly Buffer[], from: number): void {
  const page = pages[from / PAGE];
  const next = from + PAGE < LONG ? { "airflow-continuation-token": String(from + PAGE) } : {};
  outgoing.writeHead(200, { "content-type": "application/x-ndjson", ...next });
  outgoing.end(page);
}

function writePage(from: number): Buffer {
  const lines: string[] = [];
  for (let line = from; line < from + PAGE; line += 1) {
    const event = line === LONG - 77 ? NEEDLE : `row ${line} of the long story was written to the table`;
    lines.push(JSON.stringify({ timestamp: "2026-01-01T00:00:00.000000Z", level: "info", event }));
  }
  return Buffer.from(`${lines.join("\n")}\n`);
}

function forward(product: string, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { host: _, ...headers } = incoming.headers;
  const origin = headers.origin === undefined ? {} : { origin: product };
  const call = request(product + (incoming.url ?? "/"), {
    method: incoming.method ?? "GET",
    headers: { ...headers, ...origin },
  });
  call.on("response", (reply) => {
    outgoing.writeHead(reply.statusCode ?? 502, reply.headers);
    reply.pipe(outgoing);
  });
  call.on("error", () => outgoing.destroy());
  incoming.pipe(call);
}
