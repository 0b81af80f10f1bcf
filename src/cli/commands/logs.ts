import { parseCount, type Group, type Work } from "../cli.ts";
import { refuseUsage } from "../failure.ts";
import { take } from "../take.ts";
import type { Colour } from "../printer.ts";
import { loadInstance } from "./tasks.ts";

const LEVELS = ["debug", "info", "warning", "error", "critical"] as const;
const COLOURS: Readonly<Record<string, Colour>> = { debug: "grey", warning: "yellow", error: "red", critical: "red" };

interface LogOptions {
  readonly follow?: boolean;
  readonly try?: number;
  readonly level?: string;
}

/** Milliseconds between two looks at a log that grows. */
const PAUSE = 1_000;

export const addLogs: Group = (program, act) => {
  program
    .command("logs")
    .description("what a task instance has said")
    .argument("<dag>")
    .argument("<run>", "the run's id, or @last")
    .argument("<task>", "the task's id; task[0] is the first instance of a mapped one")
    .option("-f, --follow", "go on until the try has ended")
    .option("--try <n>", "of this try instead of the last", parseCount)
    .option("--level <level>", `from this level on: ${LEVELS.join(", ")}`)
    .addHelpText("after", "\nWith --json every line is an object of its own.")
    .action(act<LogOptions>((work, options, dagId, runId, task) => showLogs(work, options, [dagId, runId, task])));
};

async function showLogs(work: Work, options: LogOptions, [dagId = "", runId = "", task = ""]: string[]): Promise<void> {
  const least = LEVELS.findIndex((level) => level === (options.level ?? "debug"));
  if (least < 0) throw refuseUsage(`"${options.level}" is no level: ${LEVELS.join(", ")}`);
  const instance = await loadInstance(work, dagId, runId, task);
  const number = options.try ?? Math.max(1, instance.try_number);
  const { dag_run_id, task_id, map_index } = instance;
  const place = { param: { dag_id: dagId, dag_run_id, task_id, try_number: number }, map_index };
  let token: string | null = null;
  let shown = 0;
  for (;;) {
    // Asked before the lines: what is said between the two is in the lines.
    const isOver = options.follow !== true || (await hasEnded(work, [dagId, dag_run_id, task], number));
    const read = await readOn(work, place, token, (line) => showLine(work, line, least));
    token = read.token;
    shown += read.lines;
    if (isOver) break;
    if (read.lines === 0) await new Promise((resolve) => void setTimeout(resolve, PAUSE));
  }
  if (options.try === undefined && number > 1)
    work.print.remark(`Try ${number}; --try ${number - 1} shows the one before.`);
  if (shown === 0) work.print.remark(`${task} has said nothing in try ${number}.`);
}

interface Place {
  readonly param: { dag_id: string; dag_run_id: string; task_id: string; try_number: number };
  readonly map_index: number;
}

/** All lines from a position on. */
async function readOn({ client }: Work, { param, map_index }: Place, from: string | null, tell: (line: Line) => void) {
  const path = client.api.v2.dags[":dag_id"].dagRuns[":dag_run_id"].taskInstances[":task_id"].logs[":try_number"];
  let token = from;
  for (let lines = 0; ;) {
    const query = { full_content: false, map_index, ...(token === null ? {} : { token }) };
    const page: LogPage = await take(path.$get({ param, query }));
    for (const line of page.content) tell(line);
    lines += page.content.length;
    token = page.continuation_token ?? token;
    if (page.content.length === 0 || page.continuation_token === null) return { lines, token };
  }
}

interface Line {
  readonly timestamp: string;
  readonly event: string;
  readonly [field: string]: unknown;
}
interface LogPage {
  readonly content: readonly Line[];
  readonly continuation_token: string | null;
}

async function hasEnded(work: Work, [dagId = "", runId = "", task = ""]: string[], number: number): Promise<boolean> {
  const now = await loadInstance(work, dagId, runId, task);
  return now.try_number !== number || now.end_date !== null;
}

const OWN = new Set(["timestamp", "event", "level", "logger"]);

function showLine({ print }: Work, line: Line, least: number): void {
  const level = typeof line["level"] === "string" ? line["level"] : "info";
  if (LEVELS.findIndex((known) => known === level) < least && LEVELS.some((known) => known === level)) return;
  if (print.isJson) return print.line(JSON.stringify(line));
  const fields = Object.entries(line).filter(([name]) => !OWN.has(name));
  const told = fields.map(([name, value]) => print.paint("grey", ` ${name}=${JSON.stringify(value)}`)).join("");
  const colour = COLOURS[level];
  const shown = colour === undefined ? level.padEnd(7) : print.paint(colour, level.padEnd(7));
  print.line(`${line.timestamp.replace("T", " ").replace(/(\.\d{3})\d*Z$/, "$1")} ${shown} ${line.event}${told}`);
}
