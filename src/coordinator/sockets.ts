import { CLOSE_AGAIN, LIVE_VERSION, PING, PONG, type LiveBody } from "../live/messages.ts";

/** How long a connection lasts before its holder shows again who they are. Milliseconds. */
const LONGEST = 600_000;
/** Connections to one object at most. */
const AT_MOST = 1_000;

/** What the platform keeps of a connection while its object sleeps. */
export interface Attached {
  readonly seq: number;
  readonly until: number;
  /** The attempt whose lines are wanted, as text. */
  readonly logs: string | null;
}

/** The WebSockets of one object. They outlive its memory; whether there are any is known without asking. */
export class Sockets {
  readonly #ctx: DurableObjectState;
  #count: number;

  constructor(ctx: DurableObjectState) {
    this.#ctx = ctx;
    this.#count = ctx.getWebSockets().length;
  }

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  /** Answers a request that opens a connection; `first` is what it is told first. */
  accept(first: readonly LiveBody[], now: number): Response {
    if (this.#count >= AT_MOST) return new Response(null, { status: 503, headers: { "Retry-After": "30" } });
    const { 0: client, 1: server } = new WebSocketPair();
    if (this.isEmpty) this.#ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING, PONG));
    this.#ctx.acceptWebSocket(server);
    this.#count += 1;
    this.#write(server, { seq: 0, until: now + LONGEST, logs: null });
    for (const body of first) this.send(server, body, now);
    return new Response(null, { status: 101, webSocket: client });
  }

  /** A connection ended, or is about to. */
  forget(socket: WebSocket): void {
    this.#count = this.#ctx.getWebSockets().filter((one) => one !== socket).length;
  }

  broadcast(body: LiveBody, now: number, isFor: (attached: Attached) => boolean = () => true): void {
    for (const socket of this.#ctx.getWebSockets()) if (isFor(this.read(socket))) this.send(socket, body, now);
  }

  send(socket: WebSocket, body: LiveBody, now: number): void {
    const attached = this.read(socket);
    try {
      if (now > attached.until) return socket.close(CLOSE_AGAIN, "again");
      const seq = attached.seq + 1;
      this.#write(socket, { ...attached, seq });
      socket.send(JSON.stringify({ v: LIVE_VERSION, seq, ...body }));
    } catch {
      // It is closing: whoever was there asks again.
    }
  }

  watchLogs(socket: WebSocket, logs: string | null): void {
    this.#write(socket, { ...this.read(socket), logs });
  }

  close(code: number, reason: string): void {
    for (const socket of this.#ctx.getWebSockets()) socket.close(code, reason);
  }

  read(socket: WebSocket): Attached {
    return (socket.deserializeAttachment() as Attached | null) ?? { seq: 0, until: 0, logs: null };
  }
  #write(socket: WebSocket, attached: Attached): void {
    socket.serializeAttachment(attached);
  }
}
