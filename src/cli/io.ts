import { createInterface } from "node:readline";
import { refuseUsage, type Failure } from "./failure.ts";

/** The terminal and what surrounds it; tests give their own. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isTerminal: boolean;
  /** Characters of a line; 0 when nobody looks. */
  readonly columns: number;
  write(text: string): void;
  complain(text: string): void;
  /** One line, unseen while it is typed. */
  ask(question: string, isHidden: boolean): Promise<string>;
  /** All of stdin. */
  readInput(): Promise<string>;
  now(): number;
}

export function createIo(): Io {
  const { stdout, stderr, stdin, env } = process;
  return {
    env,
    isTerminal: stdout.isTTY,
    columns: stdout.isTTY ? stdout.columns : 0,
    write: (text) => void stdout.write(text),
    complain: (text) => void stderr.write(text),
    ask: askTerminal,
    readInput: async () => {
      const parts: Buffer[] = [];
      for await (const part of stdin) parts.push(part as Buffer);
      return Buffer.concat(parts).toString("utf8");
    },
    now: Date.now,
  };
}

/** The question goes to stderr: stdout is for data. */
async function askTerminal(question: string, isHidden: boolean): Promise<string> {
  if (process.stdin.readableEnded) throw refuseSilence(question);
  process.stderr.write(question);
  const lines = createInterface({ input: process.stdin, terminal: isHidden && process.stdin.isTTY });
  try {
    const answer = await new Promise<string>((resolve, reject) => {
      lines.once("line", resolve);
      lines.once("close", () => reject(refuseSilence(question)));
    });
    if (isHidden) process.stderr.write("\n");
    return answer;
  } finally {
    lines.close();
  }
}

function refuseSilence(question: string): Failure {
  return refuseUsage(`Nobody answered "${question.replace(/:? *$/, "")}"; --help names the ways without a terminal`);
}
