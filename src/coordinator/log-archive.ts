import { prefixOfRun } from "../core/ids.ts";
import type { LogLine } from "../core/protocol.ts";
import { taskIdOf } from "../core/run.ts";
import type { Run, TaskInstance } from "../core/run.ts";
import type { Blobs } from "./ports.ts";
import type { RunAccess } from "./run-access.ts";

/** An archive file holds about this many characters. */
const FILE_SIZE = 4_000_000;

interface ArchivedChunk {
  readonly task: string;
  readonly map: number;
  readonly try: number;
  readonly line: number;
  readonly lines: readonly LogLine[];
}

/**
 * Log lines live in the run's object while it runs; when it has ended they move to R2, many attempts to a file, since
 * R2 bills by operation. Files are numbered by the journal row they were written at, so a run that goes on adds more.
 */
export class LogArchive {
  readonly #blobs: Blobs;

  constructor(blobs: Blobs) {
    this.#blobs = blobs;
  }

  /** Writes all lines in the object to R2, then forgets them there. Repeating it writes the same files. */
  async archive(engine: RunAccess): Promise<void> {
    const run = engine.load();
    if (run === null || engine.store.readMark("archived") >= run.seq) return;
    const { seq } = run;
    const chunks = engine.store.logs.list();
    const files = packFiles(chunks);
    for (const [number, text] of files.entries()) await this.#blobs.put(nameFile(run, seq, number), text);
    const { store } = engine;
    const forget = chunks.map((chunk) => () => store.logs.delete(chunk));
    store.write([() => store.keepArchive(seq, files.length), ...forget, () => store.writeMark("archived", seq)]);
  }

  async read(engine: RunAccess, instance: TaskInstance, tryNumber: number, from: number): Promise<LogLine[]> {
    const lines: LogLine[] = [];
    const run = engine.load();
    if (run === null) return lines;
    for (const { seq, files } of engine.store.listArchives()) {
      for (let number = 0; number < files; number += 1) {
        const text = (await this.#blobs.get(nameFile(run, seq, number))) ?? "";
        lines.push(...findLines(text, taskIdOf(run, instance), instance.mapIndex, tryNumber, from));
      }
    }
    return lines;
  }
}

function nameFile(run: Run, seq: number, number: number): string {
  return `${prefixOfRun(run.identity)}logs/${seq}-${number}.ndjson`;
}

function packFiles(
  chunks: readonly { task: string; map: number; try: number; line: number; text: string }[],
): string[] {
  const files: string[] = [];
  let file = "";
  for (const { task, map, try: tryNumber, line, text } of chunks) {
    file += `{"task":${JSON.stringify(task)},"map":${map},"try":${tryNumber},"line":${line},"lines":${text}}\n`;
    if (file.length > FILE_SIZE) {
      files.push(file);
      file = "";
    }
  }
  return file === "" ? files : [...files, file];
}

function findLines(text: string, taskId: string, mapIndex: number, tryNumber: number, from: number): LogLine[] {
  const wanted = `{"task":${JSON.stringify(taskId)},"map":${mapIndex},"try":${tryNumber},`;
  const rows = text.split("\n").filter((row) => row.startsWith(wanted));
  return rows.flatMap((row) => {
    const chunk = JSON.parse(row) as ArchivedChunk;
    return chunk.line + chunk.lines.length > from ? chunk.lines.slice(Math.max(0, from - chunk.line)) : [];
  });
}
