import * as http from "node:http";
import * as https from "node:https";

export interface Answer {
  readonly status: number;
  readonly text: string;
}

export interface HttpClient {
  send(method: string, path: string, body?: unknown): Promise<Answer>;
  close(): void;
}

/** A call that hangs would hang the whole run. Milliseconds. */
const LONGEST = 180_000;

/** Keeps its connections open, as a program that talks to one server does; as many as there are calls at once. */
export function createClient(url: string, headers: Readonly<Record<string, string>> = {}): HttpClient {
  const { Agent, request } = url.startsWith("https:") ? https : http;
  const agent = new Agent({ keepAlive: true, maxSockets: 256, maxFreeSockets: 256 });
  const sendOnce = (method: string, path: string, text: string | undefined): Promise<Answer | "closed"> =>
    new Promise((resolve, reject) => {
      const about =
        text === undefined ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(text) };
      const options = { agent, method, headers: { ...headers, ...about }, timeout: LONGEST };
      const call = request(url + path, options, (reply) => {
        const parts: Buffer[] = [];
        reply.on("data", (part: Buffer) => parts.push(part));
        reply.on("error", reject);
        reply.on("end", () => resolve({ status: reply.statusCode ?? 0, text: Buffer.concat(parts).toString() }));
      });
      call.on("timeout", () => call.destroy(new Error(`${method} ${path} had no answer within ${LONGEST} ms`)));
      // The server ends a connection that was idle for long, maybe just when it is used again; then it took nothing.
      call.on("error", (error) => (call.reusedSocket && isReset(error) ? resolve("closed") : reject(error)));
      call.end(text);
    });
  return {
    async send(method, path, body) {
      const text = body === undefined ? undefined : JSON.stringify(body);
      for (;;) {
        const answer = await sendOnce(method, path, text);
        if (answer !== "closed") return answer;
      }
    },
    close: () => agent.destroy(),
  };
}

function isReset(error: Error): boolean {
  return "code" in error && (error.code === "ECONNRESET" || error.code === "EPIPE");
}

/** The JSON of an answer. Throws for any status but 2xx. */
export function readJson({ status, text }: Answer): unknown {
  if (status < 200 || status > 299) throw new Error(`HTTP ${status}: ${text.slice(0, 300)}`);
  return JSON.parse(text);
}
