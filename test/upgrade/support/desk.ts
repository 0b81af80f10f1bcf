import type { Blobs, Clock, Host, TaskQueue } from "../../../src/coordinator/ports.ts";
import type { TaskMessage } from "../../../src/core/protocol.ts";

/** The world around one object under test: a clock turned by hand, counted tokens, and work that is waited for. */
export class Desk {
  now: number;
  alarm: number | null = null;
  readonly messages: TaskMessage[] = [];
  readonly blobs: Map<string, string>;
  #tokens: number;
  #underway: Promise<void>[] = [];
  #later: (() => void)[] = [];

  /** Another `firstToken` keeps the tokens of two desks apart. */
  constructor(now: number, blobs: Readonly<Record<string, string>> = {}, firstToken = 1) {
    this.now = now;
    this.blobs = new Map(Object.entries(blobs));
    this.#tokens = firstToken;
  }

  readonly clock: Clock = { now: () => this.now };
  readonly host: Host = {
    setAlarm: (at) => {
      this.alarm = at;
    },
    cancelAlarm: () => {
      this.alarm = null;
    },
    background: (work) => void this.#underway.push(work()),
    later: (_, work) => void this.#later.push(work),
    createToken: () => (this.#tokens++).toString(16).padStart(32, "0"),
    erase: async () => undefined,
  };
  readonly queue: TaskQueue = { send: async (messages) => void this.messages.push(...messages) };
  readonly bucket: Blobs = {
    put: async (key, text) => void this.blobs.set(key, text),
    get: async (key) => this.blobs.get(key) ?? null,
    deletePrefix: async (prefix) => {
      for (const key of this.blobs.keys()) if (key.startsWith(prefix)) this.blobs.delete(key);
    },
  };

  /** Resolves when nothing goes on in the background. A failure there is a failure of the test. */
  async settle(): Promise<void> {
    while (this.#underway.length + this.#later.length > 0) {
      for (const work of this.#later.splice(0)) work();
      await Promise.all(this.#underway.splice(0));
    }
  }
}
