import { connectLive, type LiveConnection, type LiveSocket } from "../../live/client.ts";
import type { LiveMessage } from "../../live/messages.ts";
import { setConnection, type Connection } from "./connection.ts";

export interface Watch {
  readonly onMessage: (message: LiveMessage) => void;
  /** Something was missed: what is shown has to be asked for again. */
  readonly onGap: () => void;
}

/** Opens a live address of the product, e.g. `/api/x/live`, and keeps it open; the header says how it is. */
export function watch(address: string, { onMessage, onGap }: Watch): LiveConnection {
  const name = Symbol(address);
  const connection = connectLive({
    open: () => openSocket(address),
    onMessage,
    onGap,
    onStatus: (status) => setConnection(name, STATUS[status]),
    later: (delay, work) => {
      const timer = setTimeout(work, delay);
      return () => clearTimeout(timer);
    },
    random: Math.random,
  });
  const wake = () => document.visibilityState === "visible" && connection.wake();
  addEventListener("online", wake);
  document.addEventListener("visibilitychange", wake);
  return {
    request: (request) => connection.request(request),
    wake: () => connection.wake(),
    close() {
      removeEventListener("online", wake);
      document.removeEventListener("visibilitychange", wake);
      connection.close();
      setConnection(name, null);
    },
  };
}

const STATUS = {
  connecting: "connecting",
  connected: "connected",
  reconnecting: "connecting",
  offline: "offline",
  // What was watched is there no more; the page says so itself.
  gone: null,
} as const satisfies Record<string, Connection | null>;

function openSocket(address: string): LiveSocket {
  const url = new URL(address, location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(url);
  const live: LiveSocket = {
    // A ping to a socket that is closing already is lost like any other.
    send: (text) => socket.readyState === WebSocket.OPEN && socket.send(text),
    close: () => socket.close(),
    onopen: null,
    onmessage: null,
    onclose: null,
  };
  socket.addEventListener("open", () => live.onopen?.());
  socket.addEventListener("message", ({ data }) => live.onmessage?.({ data }));
  socket.addEventListener("close", ({ code }) => live.onclose?.({ code }));
  return live;
}
