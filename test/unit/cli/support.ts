import { mkdtempSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Io } from "../../../src/cli/io.ts";
import { runCommandLine } from "../../../src/cli/program.ts";

export interface Typed {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A person at a terminal of their own: what is typed, what comes out, what is kept. */
export function sitDown(given: Partial<Io> & { readonly answers?: string[]; readonly input?: string } = {}) {
  const home = mkdtempSync(join(tmpdir(), "tradewind-cli-"));
  const answers = [...(given.answers ?? [])];
  const type = async (...args: string[]): Promise<Typed> => {
    let out = "";
    let err = "";
    const io: Io = {
      isTerminal: false,
      columns: 0,
      write: (text) => void (out += text),
      complain: (text) => void (err += text),
      ask: () => Promise.resolve(answers.shift() ?? ""),
      readInput: () => Promise.resolve(given.input ?? ""),
      now: Date.now,
      ...given,
      env: { XDG_CONFIG_HOME: home, ...given.env },
    };
    const code = await runCommandLine(args, io);
    return { code, out, err };
  };
  return { type, home };
}

export interface Heard {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: unknown;
}
type Reply = readonly [status: number, body: unknown];

/** A deployment that answers as it is told, and remembers what it was asked. */
export async function openServer(answer: (heard: Heard) => Reply) {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    void readAll(request).then((text) => {
      const { method = "", url: path = "", headers } = request;
      const body: unknown = text === "" ? null : JSON.parse(text);
      const one = { method, path, authorization: headers.authorization, body };
      heard.push(one);
      const [status, said] = answer(one);
      response.writeHead(status, { "content-type": "application/json" });
      response.end(typeof said === "string" ? said : JSON.stringify(said));
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, heard, close: () => void server.close() };
}

async function readAll(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const part of request) text += String(part);
  return text;
}
