import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { z } from "zod";
import { EXIT, Failure } from "./failure.ts";
import type { Io } from "./io.ts";

export const LOCAL_URL = "http://127.0.0.1:8787";

const saved = z.object({ url: z.string(), token: z.string(), user: z.string() });
export type SavedLogin = z.infer<typeof saved>;

/** Where a command goes. */
export interface Target {
  readonly url: string;
  readonly token: string | null;
  /** Where the token was found. */
  readonly from: "environment" | "file" | "nowhere";
}

export function findLoginFile(env: Io["env"]): string {
  const base =
    env["XDG_CONFIG_HOME"] ?? (process.platform === "win32" ? env["APPDATA"] : undefined) ?? join(homedir(), ".config");
  return join(base, "tradewind", "login.json");
}

/** Null when there is none. Throws a Failure when the file is there and cannot be read. */
export function readLogin(env: Io["env"]): SavedLogin | null {
  const path = findLoginFile(env);
  if (!existsSync(path)) return null;
  try {
    return saved.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch {
    throw new Failure(EXIT.usage, `${path} cannot be read; sign in again with \`tradewind login\`, or delete it`);
  }
}

/** Readable by its owner only, the folder too. */
export function saveLogin(env: Io["env"], login: SavedLogin): string {
  const path = findLoginFile(env);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, `${JSON.stringify(login, null, 2)}\n`, { mode: 0o600 });
  // A file that was there before keeps its mode when it is written.
  chmodSync(path, 0o600);
  return path;
}

export function forgetLogin(env: Io["env"]): void {
  rmSync(findLoginFile(env), { force: true });
}

/** The environment goes before the file; a token that was saved for one address is never sent to another. */
export function chooseTarget(env: Io["env"], saidUrl: string | undefined): Target {
  const login = readLogin(env);
  const url = trimUrl(saidUrl ?? env["TRADEWIND_URL"] ?? login?.url ?? LOCAL_URL);
  const given = env["TRADEWIND_TOKEN"];
  if (given !== undefined && given !== "") return { url, token: given, from: "environment" };
  if (login !== null && trimUrl(login.url) === url) return { url, token: login.token, from: "file" };
  return { url, token: null, from: "nowhere" };
}

/** Throws a Failure for what is no address of the web. */
export function trimUrl(text: string): string {
  const url = URL.parse(text.includes("://") ? text : `http://${text}`);
  if (url === null || !/^https?:$/.test(url.protocol)) throw new Failure(EXIT.usage, `"${text}" is no http(s) address`);
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}
