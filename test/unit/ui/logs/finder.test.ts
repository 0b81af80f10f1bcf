import { describe, expect, it } from "vitest";
import type { FindAnswer, FindRequest } from "../../../../src/ui/logs/find-messages.ts";
import { compilePattern, findRanges, searchPiece, type Pattern } from "../../../../src/ui/logs/find-scan.ts";
import { Finder, type FindWorker } from "../../../../src/ui/logs/finder.ts";
import { LogStore } from "../../../../src/ui/logs/log-store.ts";

const encoder = new TextEncoder();
const find = (text: string): Pattern => ({ text, isRegex: true, isCaseSensitive: false });

/** A worker that answers when told to, as a real one does after a while. */
class SlowWorker implements FindWorker {
  readonly #take: (answer: FindAnswer) => void;
  readonly asked: FindRequest[] = [];
  isEnded = false;
  constructor(take: (answer: FindAnswer) => void) {
    this.#take = take;
  }
  postMessage(message: FindRequest): void {
    this.asked.push(message);
  }
  terminate(): void {
    this.isEnded = true;
  }
  answer(): void {
    const request = this.asked.shift();
    if (request === undefined || this.isEnded) return;
    const compiled = compilePattern(request.pattern);
    if (!compiled.ok) return;
    const { regex } = compiled;
    const { ask } = request;
    const data: FindAnswer =
      request.kind === "search"
        ? { kind: "search", ask, found: searchPiece(regex, request.piece) }
        : { kind: "ranges", ask, ranges: request.texts.map((text) => findRanges(regex, text)) };
    this.#take(data);
  }
}

function setUp(lines: number) {
  const store = new LogStore();
  grow(store, lines);
  const workers: SlowWorker[] = [];
  const timers = new Map<object, () => void>();
  const watch = {
    start: (end: () => void) => {
      const timer = {};
      timers.set(timer, end);
      return timer;
    },
    stop: (timer: unknown) => void timers.delete(timer as object),
  };
  const make = (take: (answer: FindAnswer) => void) => {
    const worker = new SlowWorker(take);
    workers.push(worker);
    return worker;
  };
  const finder = new Finder(store, make, () => {}, watch);
  const run = () => {
    while ((workers.at(-1)?.asked.length ?? 0) > 0) workers.at(-1)?.answer();
  };
  return { store, finder, workers, run, expire: () => [...timers.values()].forEach((end) => end()), timers };
}

function grow(store: LogStore, lines: number): void {
  const texts = Array.from({ length: lines }, (_, index) => `{"event":"line ${store.length + index}"}\n`);
  store.append(encoder.encode(texts.join("")));
}
const list = ({ matches }: Finder) => Array.from({ length: matches.length }, (_, index) => matches.at(index));

describe("find in a long log", () => {
  it("goes through it piece by piece and follows what is added", () => {
    const { store, finder, run } = setUp(45_000);
    finder.search(find("line \\d{4,}7777$"));
    grow(store, 5_000);
    run();
    expect(list(finder)).toEqual([]);
    finder.search(find(" \\d7777$"));
    run();
    expect(finder.state).toEqual({ kind: "done", read: 50_000 });
    expect(list(finder)).toEqual([17_777, 27_777, 37_777, 47_777]);
    grow(store, 8_000);
    finder.follow();
    run();
    expect(list(finder)).toHaveLength(5);
  });

  it("ends a worker that hangs, says so, and begins anew with the next pattern", async () => {
    const { finder, workers, expire, run, timers } = setUp(10);
    finder.search(find("(a+)+$"));
    const ranges = finder.findRanges(["a"]);
    expire();
    expect(finder.state).toEqual({ kind: "stopped", read: 0 });
    expect(workers[0]?.isEnded).toBe(true);
    expect(await ranges).toEqual([]);
    expect(await finder.findRanges(["a"])).toEqual([]);
    finder.follow();
    expect(workers).toHaveLength(1);
    finder.search(find("line 3"));
    run();
    expect(list(finder)).toEqual([3]);
    expect(timers.size).toBe(0);
  });

  it("drops what an older pattern still looks for", () => {
    const { finder, workers, run } = setUp(10);
    finder.search(find("line"));
    finder.search(find("line 4"));
    expect(workers.map((worker) => worker.isEnded)).toEqual([true, false]);
    run();
    expect(list(finder)).toEqual([4]);
  });

  it("gives the places in the lines on show", async () => {
    const { finder, run } = setUp(3);
    finder.search(find("\\d"));
    const ranges = finder.findRanges(["line 1", "none"]);
    run();
    expect(await ranges).toEqual([[[5, 6]], []]);
  });

  it("says what is wrong with an expression, and nothing for an empty one", () => {
    const { finder, workers } = setUp(3);
    finder.search(find("("));
    expect(finder.state.kind).toBe("invalid");
    finder.search(find(""));
    expect(finder.state).toEqual({ kind: "idle" });
    expect(workers).toHaveLength(0);
  });
});
