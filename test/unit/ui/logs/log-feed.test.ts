import { afterEach, describe, expect, it, vi } from "vitest";
import { LogFeed } from "../../../../src/ui/logs/log-feed.ts";
import { LogStore } from "../../../../src/ui/logs/log-store.ts";

const SOURCE = { dagId: "etl", runId: "r", taskId: "load", mapIndex: -1, tryNumber: 1 };
const LINE = `{"event":"more","level":"info"}\n`;

afterEach(() => vi.unstubAllGlobals());

describe("a log that is followed", () => {
  it("is asked again when more was told while it was being read", async () => {
    const store = new LogStore();
    const states: string[] = [];
    const feed: LogFeed = new LogFeed(SOURCE, store, () => states.push(feed.state.kind));
    const asked: string[] = [];
    vi.stubGlobal("fetch", async (address: string) => {
      asked.push(new URL(address, "http://here").searchParams.get("token") ?? "");
      // The line is written right behind this answer, and told before it has arrived.
      if (asked.length === 1) feed.nudge();
      return asked.length === 1
        ? new Response("", { headers: { "Airflow-Continuation-Token": "0" } })
        : new Response(LINE);
    });
    await feed.run();
    expect([asked, store.length]).toEqual([["", "0"], 1]);
    expect(states).toEqual(["reading", "ended"]);
  });
});
