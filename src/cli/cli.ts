import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import { createClient, type ApiClient } from "../client/index.ts";
import { EXIT, Failure, refuseUsage } from "./failure.ts";
import type { Io } from "./io.ts";
import { Printer } from "./printer.ts";
import { chooseTarget, type Target } from "./saved-login.ts";

/** What every command works with. */
export interface Work {
  readonly io: Io;
  readonly print: Printer;
  readonly target: Target;
  /** Throws a Failure when nobody is signed in. */
  readonly client: ApiClient;
}

export type Group = (program: Command, act: Act) => void;

/** A command's deed; positional arguments come as text, an absent optional one as undefined. */
export type Deed<Options> = (work: Work, options: Options, ...args: string[]) => Promise<void> | void;
/** Makes a deed an action of commander. Options are what the command itself has declared. */
export type Act = <Options = Record<never, never>>(deed: Deed<Options>) => (...args: unknown[]) => Promise<void>;

interface Globals {
  readonly json?: boolean;
  readonly url?: string;
}

export function createAct(io: Io): Act {
  return (deed) =>
    async (...args) => {
      // Commander gives the arguments, then the options, then the command.
      const command = args.at(-1) as Command;
      const options = command.optsWithGlobals<Globals>();
      const target = chooseTarget(io.env, options.url);
      const work: Work = {
        io,
        print: new Printer(io, options.json ?? false),
        target,
        get client() {
          return openClient(target);
        },
      };
      await deed(work, options as Parameters<typeof deed>[1], ...(args.slice(0, -2) as string[]));
    };
}

function openClient({ url, token }: Target): ApiClient {
  if (token !== null) return createClient(url, { token });
  throw new Failure(EXIT.notSignedIn, `Nobody is signed in to ${url}. Sign in with \`tradewind login --url ${url}\``);
}

/** JSON given as text, as `@file`, or as `-` for stdin. */
export async function readJson(io: Io, text: string): Promise<unknown> {
  const source = await readText(io, text);
  try {
    return JSON.parse(source) as unknown;
  } catch (error) {
    throw refuseUsage(`${text.startsWith("@") ? text.slice(1) : "This"} is no JSON: ${(error as Error).message}`);
  }
}

/** Text given as itself, as `@file`, or as `-` for stdin. */
export async function readText(io: Io, text: string): Promise<string> {
  if (text === "-") return io.readInput();
  if (!text.startsWith("@")) return text;
  try {
    return readFileSync(resolveFile(io, text.slice(1)), "utf8");
  } catch (error) {
    throw refuseUsage((error as Error).message);
  }
}

/** Where the command was typed: npm runs its scripts in the project's folder. */
export function resolveFile(io: Io, path: string): string {
  return resolve(io.env["npm_lifecycle_event"] === undefined ? "." : (io.env["INIT_CWD"] ?? "."), path);
}

export function parseCount(text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw refuseUsage(`"${text}" is no whole number`);
}

export function parseObject(value: unknown, what: string): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw refuseUsage(`${what} is no JSON object`);
}

/** Several values of one option: repeated, or with commas. */
export function collect(text: string, before: readonly string[] = []): string[] {
  return [...before, ...text.split(",").filter((part) => part !== "")];
}

/** Says how much of a list is shown. */
export function describeShown(shown: number, total: number | null | undefined, noun: string): string {
  if (total === null || total === undefined || total <= shown) return "";
  return `${shown} of ${total} ${noun}; --limit shows more.`;
}
