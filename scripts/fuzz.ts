// Usage: npm run fuzz -- [--long] [--seconds N] [--seed N] [--workers N]. Holds a fresh deployment to its own OpenAPI document, with generated requests.
// Needs Python 3.10 or newer for Schemathesis, which is kept in .tradewind/fuzz.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startHost } from "../src/local/host.ts";
import { ROOT } from "../src/local/root.ts";

const TOOL = "schemathesis==4.32.5";
const VENV = join(ROOT, ".tradewind/fuzz");
const BIN = join(VENV, process.platform === "win32" ? "Scripts" : "bin");
const SHORT = 60;
const LONG = 3_600;
const PASSWORD = "a password for fuzzing";

/** What would end the session itself, or never ends. */
const LEFT_OUT = "^/auth/|/live|/wait$|/logout$|^/api/x/(users|tokens|me)/";
const CHECKS = [
  "not_a_server_error",
  "status_code_conformance",
  "content_type_conformance",
  "response_schema_conformance",
  "response_headers_conformance",
];

async function run(command: string, args: readonly string[]): Promise<number> {
  const child = spawn(command, args, { stdio: "inherit" });
  await once(child, "exit");
  return child.exitCode ?? 1;
}

async function install(): Promise<void> {
  if (existsSync(join(BIN, "st")) || existsSync(join(BIN, "st.exe"))) return;
  const made = await run("python3", ["-m", "venv", "--clear", VENV]);
  const installed = made === 0 ? await run(join(BIN, "python"), ["-m", "pip", "install", "--quiet", TOOL]) : made;
  if (installed === 0) return;
  rmSync(VENV, { recursive: true, force: true });
  throw new Error("Schemathesis cannot be installed; is there a Python 3.10 or newer with venv and pip?");
}

async function logIn(url: string): Promise<string> {
  const body = JSON.stringify({ username: "admin", password: PASSWORD });
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch(`${url}/auth/token`, { method: "POST", headers, body });
  const issued: unknown = await answer.json();
  return String(Reflect.get(Object(issued), "access_token"));
}

const { values } = parseArgs({
  options: {
    long: { type: "boolean", default: false },
    seconds: { type: "string" },
    seed: { type: "string" },
    // Those that ask at the same time: with more than one, what a seed gives comes in another order each time.
    workers: { type: "string" },
  },
});
const seconds = values.seconds ?? String(values.long ? LONG : SHORT);
await install();
process.env["TRADEWIND_ADMIN_PASSWORD"] = PASSWORD;
const stateDir = mkdtempSync(join(tmpdir(), "tradewind-fuzz-"));
const host = await startHost({ port: 0, stateDir, watch: false, dashboard: false });
const code = await run(join(BIN, "st"), [
  "run",
  `${host.url}/openapi.json`,
  `--header=Authorization: Bearer ${await logIn(host.url)}`,
  `--checks=${CHECKS.join(",")}`,
  "--phases=coverage,fuzzing",
  `--exclude-path-regex=${LEFT_OUT}`,
  `--max-time=${seconds}`,
  // One worker waits for the server half of its time.
  `--workers=${values.workers ?? (values.long ? "3" : "1")}`,
  `--max-examples=${values.long ? "2000" : "5"}`,
  ...(values.seed === undefined ? [] : [`--seed=${values.seed}`]),
  "--request-timeout=30",
  "--wait-for-schema=120",
  // That a form of text is rarely hit by chance says nothing about the interface.
  "--suppress-health-check=filter_too_much",
  "--continue-on-failure",
  "--no-color",
]);
await host.stop();
rmSync(stateDir, { recursive: true, force: true });
process.exit(code);
