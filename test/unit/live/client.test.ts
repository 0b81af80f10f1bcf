import { beforeEach, describe, expect, it } from "vitest";
import { connectLive, type LiveConnection, type LiveSocket } from "../../../src/live/client.ts";
import { CLOSE_AGAIN, CLOSE_GONE, parseMessage, parseRequest, PING, PONG } from "../../../src/live/messages.ts";

class FakeSocket implements LiveSocket {
  readonly sent: string[] = [];
  isClosed = false;
  onopen: LiveSocket["onopen"] = null;
  onmessage: LiveSocket["onmessage"] = null;
  onclose: LiveSocket["onclose"] = null;

  send(text: string): void {
    this.sent.push(text);
  }
  close(): void {
    this.isClosed = true;
  }
  tell(seq: number): void {
    this.onmessage?.({ data: JSON.stringify({ v: 1, seq, kind: "runs", runs: [] }) });
  }
}

let sockets: FakeSocket[];
let log: string[];
let timers: { at: number; work: () => void }[];
let now: number;
let live: LiveConnection;
let random: number;

beforeEach(() => {
  sockets = [];
  log = [];
  timers = [];
  now = 0;
  random = 0.999;
  live = connectLive({
    open: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket;
    },
    onMessage: ({ seq }) => log.push(`message ${seq}`),
    onStatus: (status) => log.push(status),
    onGap: () => log.push("gap"),
    later: (delay, work) => {
      const timer = { at: now + delay, work };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    random: () => random,
  });
});

function newest(): FakeSocket {
  const socket = sockets.at(-1);
  if (socket === undefined) throw new Error("no connection was opened");
  return socket;
}

/** Lets time pass, timer by timer. */
function pass(milliseconds: number): void {
  const end = now + milliseconds;
  for (;;) {
    const next = timers.toSorted((one, other) => one.at - other.at)[0];
    if (next === undefined || next.at > end) break;
    now = next.at;
    timers = timers.filter((one) => one !== next);
    next.work();
  }
  now = end;
}

describe("a live connection", () => {
  it("hands on what comes, and says when something is missing", () => {
    newest().onopen?.();
    newest().tell(1);
    newest().tell(2);
    newest().tell(4);
    newest().onmessage?.({ data: "{}" });
    newest().onmessage?.({ data: JSON.stringify({ v: 2, seq: 5, kind: "runs" }) });
    expect(log).toEqual(["connecting", "connected", "message 1", "message 2", "message 4", "gap"]);
  });

  it("comes back after growing pauses, and has everything asked for again", () => {
    newest().onopen?.();
    newest().onclose?.({ code: 1006 });
    const pauses: number[] = [];
    for (let n = 0; n < 8; n += 1) {
      const pause = (timers[0]?.at ?? 0) - now;
      pauses.push(Math.round(pause));
      pass(pause);
      newest().onclose?.({ code: 1006 });
    }
    expect(pauses).toEqual(
      [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000].map((pause) => Math.round(pause * 0.9995)),
    );
    live.wake();
    newest().onopen?.();
    expect(log).toEqual(["connecting", "connected", "reconnecting", "offline", "connected", "gap"]);
  });

  it("scatters its pauses over the upper half", () => {
    random = 0;
    newest().onclose?.({ code: 1006 });
    expect(timers[0]?.at).toBe(250);
  });

  it("notices a silent end", () => {
    newest().onopen?.();
    pass(25_000);
    expect(newest().sent).toEqual([PING]);
    newest().onmessage?.({ data: PONG });
    pass(25_000);
    expect(sockets).toHaveLength(1);
    pass(10_000);
    expect(newest().isClosed).toBe(true);
    expect(log.at(-1)).toBe("reconnecting");
  });

  it("gives up an address that does not open", () => {
    pass(10_000);
    expect([newest().isClosed, log.at(-1)]).toEqual([true, "reconnecting"]);
  });

  it("asks for the same lines again on a new connection", () => {
    const request = { kind: "watch_logs", taskId: "a", mapIndex: -1, tryNumber: 1, from: 7 } as const;
    live.request(request);
    expect(newest().sent).toEqual([]);
    newest().onopen?.();
    newest().onclose?.({ code: CLOSE_AGAIN });
    newest().onopen?.();
    expect(sockets.map(({ sent }) => sent.map((text) => parseRequest(text)))).toEqual([[request], [request]]);
  });

  it("stays away from what is gone, and when it was closed", () => {
    newest().onopen?.();
    newest().onclose?.({ code: CLOSE_GONE });
    live.wake();
    pass(60_000);
    expect([sockets.length, log.at(-1)]).toEqual([1, "gone"]);
    live.close();
    expect(timers).toEqual([]);
  });

  it("is quiet after it was closed", () => {
    newest().onopen?.();
    live.close();
    pass(100_000);
    expect([sockets.length, newest().isClosed, log]).toEqual([1, true, ["connecting", "connected"]]);
  });
});

describe("what is said", () => {
  const OTHERS = [
    "",
    "null",
    "[]",
    "{",
    '{"v":1,"seq":1}',
    '{"v":2,"seq":1,"kind":"runs"}',
    '{"v":1,"seq":"1","kind":"runs"}',
  ];
  it.each(OTHERS)("%j is no message", (text) => expect(parseMessage(text)).toBe(null));

  const REFUSED = [
    "nonsense",
    '{"kind":"delete"}',
    '{"kind":"watch_logs","taskId":1,"mapIndex":-1,"tryNumber":1,"from":0}',
    '{"kind":"watch_logs","taskId":"a","mapIndex":-2,"tryNumber":1,"from":0}',
    '{"kind":"watch_logs","taskId":"a","mapIndex":0,"tryNumber":1,"from":1.5}',
    JSON.stringify({ kind: "watch_logs", taskId: "a".repeat(2_000), mapIndex: 0, tryNumber: 1, from: 0 }),
  ];
  it("is no request when it asks for nothing we know", () => {
    expect(REFUSED.filter((text) => parseRequest(text) !== null)).toEqual([]);
  });
});
