import { CLOSE_AGAIN, CLOSE_GONE, parseMessage, PING, type LiveMessage, type LiveRequest } from "./messages.ts";

/** `offline`: it was tried some times in vain, and is tried on. `gone`: what was watched is there no more. */
export type LiveStatus = "connecting" | "connected" | "reconnecting" | "offline" | "gone";

/** What is used of a WebSocket. */
export interface LiveSocket {
  send(text: string): void;
  close(): void;
  onopen: (() => void) | null;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onclose: ((event: { readonly code: number }) => void) | null;
}

export interface LiveOptions {
  /** Opens a new connection. */
  readonly open: () => LiveSocket;
  readonly onMessage: (message: LiveMessage) => void;
  readonly onStatus: (status: LiveStatus) => void;
  /** Something was missed: what is shown has to be asked for again. */
  readonly onGap: () => void;
  /** Calls back once after so many milliseconds, and returns what takes that back. */
  readonly later: (delay: number, work: () => void) => () => void;
  /** At least 0 and below 1. */
  readonly random: () => number;
}

export interface LiveConnection {
  /** Asks now, and again after each reconnection, until something else is asked for. */
  request(request: LiveRequest): void;
  /** Tries at once: the device is online again, or the page is looked at again. */
  wake(): void;
  close(): void;
}

/** The first pause before a new try, and the longest. Milliseconds. */
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 30_000;
/** Failures in a row after which one is offline. */
const OFFLINE_AFTER = 4;
/** How often life is asked for, and how long an answer may take. */
const BEAT = 25_000;
const PATIENCE = 10_000;

/** Keeps one connection to a live address: it is made again, with growing and scattered pauses, until it is closed. */
export function connectLive(options: LiveOptions): LiveConnection {
  return new Connection(options);
}

class Connection implements LiveConnection {
  readonly #options: LiveOptions;
  #socket: LiveSocket | null = null;
  #request: LiveRequest | null = null;
  #status: LiveStatus | null = null;
  #failures = 0;
  #seq = 0;
  #wasConnected = false;
  #isClosed = false;
  #stopTimer: () => void = () => undefined;

  constructor(options: LiveOptions) {
    this.#options = options;
    this.#tell("connecting");
    this.#open();
  }

  request(request: LiveRequest): void {
    this.#request = request;
    if (this.#status === "connected") this.#socket?.send(JSON.stringify(request));
  }

  wake(): void {
    if (this.#isClosed || this.#status === "gone" || this.#socket !== null) return;
    this.#open();
  }

  close(): void {
    this.#isClosed = true;
    this.#drop();
  }

  #open(): void {
    this.#stopTimer();
    const socket = this.#options.open();
    this.#socket = socket;
    this.#seq = 0;
    socket.onopen = () => this.#opened();
    socket.onmessage = ({ data }) => this.#receive(data);
    socket.onclose = ({ code }) => this.#lost(code);
    this.#expect(PATIENCE);
  }

  #opened(): void {
    const isAgain = this.#wasConnected;
    this.#wasConnected = true;
    this.#tell("connected");
    if (this.#request !== null) this.#socket?.send(JSON.stringify(this.#request));
    this.#beat();
    // What happened while nobody was connected is told to nobody.
    if (isAgain) this.#options.onGap();
  }

  #receive(data: unknown): void {
    this.#failures = 0;
    this.#beat();
    const message = typeof data === "string" ? parseMessage(data) : null;
    if (message === null) return;
    const isGap = message.seq !== this.#seq + 1;
    this.#seq = message.seq;
    this.#options.onMessage(message);
    if (isGap) this.#options.onGap();
  }

  /** Asks for life after a while; whatever comes is a sign of it. */
  #beat(): void {
    this.#stopTimer();
    this.#stopTimer = this.#options.later(BEAT, () => {
      this.#socket?.send(PING);
      this.#expect(PATIENCE);
    });
  }

  #expect(patience: number): void {
    this.#stopTimer();
    this.#stopTimer = this.#options.later(patience, () => this.#lost(0));
  }

  #lost(code: number): void {
    this.#drop();
    if (this.#isClosed) return;
    if (code === CLOSE_GONE) return this.#tell("gone");
    if (code === CLOSE_AGAIN) return this.#open();
    this.#failures += 1;
    this.#tell(this.#failures >= OFFLINE_AFTER ? "offline" : "reconnecting");
    const longest = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (this.#failures - 1));
    // Many who lost the same server do not come back in the same moment.
    const pause = longest * (0.5 + this.#options.random() / 2);
    this.#stopTimer = this.#options.later(pause, () => this.#open());
  }

  #drop(): void {
    this.#stopTimer();
    const socket = this.#socket;
    this.#socket = null;
    if (socket === null) return;
    socket.onopen = null;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
  }

  #tell(status: LiveStatus): void {
    if (status === this.#status) return;
    this.#status = status;
    this.#options.onStatus(status);
  }
}
