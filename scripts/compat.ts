// Walks a day with Airflow's own clients: npm run compat -- [--room runs,xcoms], through a host started here;
// with --url URL --password … [--username …] [--side airflow] through a server that runs already.
// Python 3.11 or newer is needed; the clients are installed into .tradewind/compat once for each list of requirements.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startHost } from "../src/local/host.ts";
import { ROOT } from "../src/local/root.ts";

const WALK = join(ROOT, "test/compat");
const VENV = join(ROOT, ".tradewind/compat");
const BIN = join(VENV, process.platform === "win32" ? "Scripts" : "bin");
const PASSWORD = "a password for walks only";
const PYTHONS = ["python3.11", "python3.12", "python3.13", "python3", "python"];

const stateDir = mkdtempSync(join(tmpdir(), "tradewind-compat-"));
try {
  await prepareClients();
  process.exitCode = await walk(process.argv.slice(2));
} finally {
  rmSync(stateDir, { recursive: true, force: true, maxRetries: 5 });
}

async function walk(options: readonly string[]): Promise<number> {
  const isRunning = options.some((option) => /^--url(=|$)/.test(option));
  return isRunning ? await runWalk(options) : await walkHere(options);
}

async function walkHere(options: readonly string[]): Promise<number> {
  const vars = { TRADEWIND_ADMIN_PASSWORD: PASSWORD };
  const host = await startHost({ port: 0, stateDir, dagsDir: join(WALK, "dags"), quiet: true, vars });
  try {
    await host.tick();
    const login = ["--url", host.url, "--username", "admin", "--password", PASSWORD];
    return await runWalk([...login, ...options]);
  } finally {
    await host.stop();
  }
}

async function runWalk(options: readonly string[]): Promise<number> {
  return await run(join(BIN, "python"), [join(WALK, "walk.py"), ...options]);
}

/** What was installed is known by a file beside it. */
async function prepareClients(): Promise<void> {
  const lists = ["requirements.txt", "constraints.txt"].map((name) => join(WALK, name));
  const hash = createHash("sha256");
  for (const list of lists) hash.update(readFileSync(list));
  const wanted = hash.digest("hex");
  const mark = join(VENV, "installed");
  if (existsSync(mark) && readFileSync(mark, "utf8") === wanted) return;
  rmSync(VENV, { recursive: true, force: true });
  await must(await findPython(), ["-m", "venv", VENV]);
  const [requirements = "", constraints = ""] = lists;
  const quiet = ["--quiet", "--disable-pip-version-check", "--no-input"];
  await must(join(BIN, "python"), ["-m", "pip", "install", ...quiet, "-r", requirements, "-c", constraints]);
  writeFileSync(mark, wanted);
}

async function findPython(): Promise<string> {
  const check = ["-c", "import sys, venv; sys.exit(sys.version_info < (3, 11))"];
  for (const python of PYTHONS) {
    if ((await run(python, check, "ignore").catch(() => 1)) === 0) return python;
  }
  throw new Error("No Python 3.11 or newer was found: Airflow's clients need one");
}

async function must(program: string, given: readonly string[]): Promise<void> {
  const code = await run(program, given);
  if (code !== 0) throw new Error(`${program} ${given.join(" ")} ended with ${code}`);
}

async function run(
  program: string,
  given: readonly string[],
  stdio: "inherit" | "ignore" = "inherit",
): Promise<number> {
  const child = spawn(program, given, { stdio });
  return await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => resolve(code ?? 1));
  });
}
