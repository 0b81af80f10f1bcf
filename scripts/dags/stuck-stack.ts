import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";

/** Milliseconds for all of it. A process that only waits never pauses, and has no line to tell. */
const PATIENCE = 1000;

interface ProtocolEvent {
  readonly method?: string;
  readonly params?: {
    readonly scriptId?: string;
    readonly url?: string;
    readonly callFrames?: readonly CallFrame[];
  };
}
interface CallFrame {
  readonly location: { readonly scriptId: string; readonly lineNumber: number; readonly columnNumber: number };
}

/**
 * What a process is busy with, as the lines of a stack; "" when it cannot be told. Opens the process's debugger, which runs
 * on a thread of its own and so answers from within an endless loop. Windows has no signal for it.
 */
export async function readStuckStack(child: ChildProcess): Promise<string> {
  if (process.platform === "win32" || child.stderr === null) return "";
  const { stderr } = child;
  return await new Promise((resolve) => {
    let socket: WebSocket | null = null;
    const finish = (stack: string) => {
      clearTimeout(timer);
      lines.close();
      socket?.close();
      resolve(stack);
    };
    const timer = setTimeout(() => finish(""), PATIENCE);
    const lines = createInterface({ input: stderr }).on("line", (line) => {
      const url = /^Debugger listening on (ws:\/\/\S+)/.exec(line)?.[1];
      if (url !== undefined) socket ??= pause(url, finish);
    });
    child.kill("SIGUSR1");
  });
}

function pause(url: string, onStack: (stack: string) => void): WebSocket {
  const urls = new Map<string, string>();
  const socket = new WebSocket(url);
  socket.addEventListener("error", () => onStack(""));
  socket.addEventListener("open", () => {
    ["Debugger.enable", "Debugger.pause"].forEach((method, id) => socket.send(JSON.stringify({ id, method })));
  });
  socket.addEventListener("message", ({ data }) => {
    const { method, params } = JSON.parse(String(data)) as ProtocolEvent;
    if (method === "Debugger.scriptParsed") urls.set(params?.scriptId ?? "", params?.url ?? "");
    if (method === "Debugger.paused")
      onStack((params?.callFrames ?? []).map((frame) => format(frame, urls)).join("\n"));
  });
  return socket;
}

/** Counted from 1, as a stack of the engine counts. */
function format({ location }: CallFrame, urls: ReadonlyMap<string, string>): string {
  return `    at ${urls.get(location.scriptId)}:${location.lineNumber + 1}:${location.columnNumber + 1}`;
}
