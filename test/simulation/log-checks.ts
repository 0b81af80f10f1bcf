import { prefixOfRun } from "../../src/core/ids.ts";
import type { LogLine } from "../../src/core/protocol.ts";
import { LOG_LIMITS } from "../support/world/workers.ts";
import type { World } from "../support/world/world.ts";
import type { ExpectedLog } from "./checker.ts";
import type { Violations } from "./violation.ts";

interface Chunk {
  readonly task: string;
  readonly map: number;
  readonly try: number;
  readonly line: number;
  readonly lines: readonly LogLine[];
}

/** What run objects and their archives hold of logs, each run read once. */
export class StoredLogs {
  readonly #world: World;
  readonly #chunks = new Map<string, readonly Chunk[]>();

  constructor(world: World) {
    this.#world = world;
  }

  /**
   * I16: every line of an attempt is kept once and in order, up to the limit, and the cut is marked. The same try may have
   * gone on, after a deferral, and not been accepted again: in all it said `sayable` lines.
   */
  check(expected: ExpectedLog, sayable: number, violations: Violations): void {
    const { shadow, taskId, mapIndex, tryNumber, lines: said } = expected;
    const found = this.#find(expected);
    // What author code threw is a line, too, in which it does not say what it said.
    const thrown = found.filter(({ level }) => level === "error").length;
    const isCut = said.length + thrown >= LOG_LIMITS.lines || found.length === LOG_LIMITS.lines;
    const due = said.slice(0, LOG_LIMITS.lines - 1);
    const isMarked = found.length === LOG_LIMITS.lines && found.at(-1)?.source === "engine";
    const isSame = due.every((message, line) => found[line]?.message === message);
    violations.demand(
      isSame && (isCut ? isMarked : found.length - thrown >= due.length && found.length - thrown <= sayable),
      "I16",
      () =>
        `${shadow.name} ${taskId}[${mapIndex}] try ${tryNumber} logged ${said.length} lines, ${found.length} are kept`,
    );
  }

  #find({ shadow, taskId, mapIndex, tryNumber }: ExpectedLog): LogLine[] {
    const lines = new Map<number, LogLine>();
    for (const chunk of this.#read(shadow)) {
      if (chunk.task !== taskId || chunk.map !== mapIndex || chunk.try !== tryNumber) continue;
      chunk.lines.forEach((line, index) => lines.set(chunk.line + index, line));
    }
    return [...lines].sort(([a], [b]) => a - b).map(([, line]) => line);
  }

  #read(shadow: ExpectedLog["shadow"]): readonly Chunk[] {
    const known = this.#chunks.get(shadow.name);
    if (known !== undefined) return known;
    const { logs, listArchives } = this.#open(shadow);
    const chunks = [...logs, ...listArchives.flatMap(({ seq, files }) => this.#readFiles(shadow, seq, files))];
    this.#chunks.set(shadow.name, chunks);
    return chunks;
  }

  #open({ run }: ExpectedLog["shadow"]) {
    const { store } = this.#world.run(run.identity).engine().engine;
    const logs = store.logs
      .list()
      .map(({ text, ...chunk }): Chunk => ({ ...chunk, lines: JSON.parse(text) as LogLine[] }));
    return { logs, listArchives: store.listArchives() };
  }

  #readFiles({ run }: ExpectedLog["shadow"], seq: number, files: number): Chunk[] {
    return Array.from({ length: files }, (_, number) => {
      const text = this.#world.bucket.get(`${prefixOfRun(run.identity)}logs/${seq}-${number}.ndjson`) ?? "";
      return text
        .split("\n")
        .filter((row) => row !== "")
        .map((row) => JSON.parse(row) as Chunk);
    }).flat();
  }
}
