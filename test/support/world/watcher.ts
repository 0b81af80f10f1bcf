import type { FinishReply, FinishRequest, TaskMessage } from "../../../src/core/protocol.ts";
import type { AnyActor } from "./actor.ts";
import type { AuthorStart } from "./author.ts";
import type { Writes } from "./writes.ts";

/** What is told to whoever watches. */
export interface Watcher {
  keep(actor: AnyActor, writes: Writes): void;
  startAuthor(start: AuthorStart): void;
  /** Called with what a run gives to the queue. */
  send(messages: readonly TaskMessage[]): void;
  /** Called before a finish is carried out; the returned function with its answer, in the same event. */
  finish(run: string, request: FinishRequest): (reply: FinishReply | null) => void;
}

export const NOBODY_WATCHES: Watcher = {
  keep: () => undefined,
  startAuthor: () => undefined,
  send: () => undefined,
  finish: () => () => undefined,
};
