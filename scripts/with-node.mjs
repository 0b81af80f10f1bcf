// Usage: node scripts/with-node.mjs <command> [arguments]
// Runs a command of node_modules/.bin (or `node` itself) under a Node that strips types without a flag, on any host Node >= 20.
import { spawn } from "node:child_process";
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const BIN = join(ROOT, "node_modules", ".bin");
const OLDEST = [22, 18];

/** The host's Node when it is new enough, else the one npm installed for this platform. */
function chooseNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return process.execPath;
  const system = process.platform === "win32" ? "win" : process.platform;
  const file = process.platform === "win32" ? "node.exe" : "node";
  const names = [`node-${system}-${process.arch}`, `node-bin-${system}-${process.arch}`];
  const bundled = names.map((name) => join(ROOT, "node_modules", name, "bin", file)).find(existsSync);
  if (bundled !== undefined) return bundled;
  console.error(
    `Node ${process.version} is older than ${OLDEST.join(".")} and none is bundled for ${system}-${process.arch}. ` +
      "Run `npm ci` with optional dependencies, or install Node 22.18 or newer.",
  );
  process.exit(1);
}

/** What to execute. A script of node_modules/.bin runs as an argument of Node, so that no shell and no PATH decides which Node it gets. */
function resolveCommand(node, command, rest) {
  if (command === "node") return [node, rest];
  const script = join(BIN, command);
  if (process.platform === "win32") return [node, [findWindowsScript(command), ...rest]];
  if (!existsSync(script)) return [command, rest];
  const target = realpathSync(script);
  return isNodeScript(target) ? [node, [target, ...rest]] : [target, rest];
}

function isNodeScript(file) {
  return /^#!.*\bnode\b/.test(readFileSync(file, { encoding: "latin1" }).slice(0, 100));
}

/** On Windows .bin holds shims, not links; the shim names the script it starts. */
function findWindowsScript(command) {
  const shim = readFileSync(join(BIN, `${command}.cmd`), "utf8");
  const relative = /"%dp0%\\([^"]+)"\s+%\*/.exec(shim)?.[1];
  if (relative === undefined) throw new Error(`cannot read ${command}.cmd`);
  return join(BIN, relative);
}

/** Node calls type stripping experimental on every start; that is noise. Other kinds of warnings stay. */
function withoutTypeStrippingWarning(environment) {
  const options = environment.NODE_OPTIONS ?? "";
  if (options.includes("--disable-warning=ExperimentalWarning")) return options;
  return `${options} --disable-warning=ExperimentalWarning`.trim();
}

function toPreload(name) {
  return ["--import", pathToFileURL(join(ROOT, "scripts", `${name}.mjs`)).href];
}

/** What every command gets beside what this process got. */
function makeEnvironment(node) {
  const given = process.env;
  return {
    ...given,
    PATH: [dirname(node), BIN, given.PATH].join(delimiter),
    NODE_OPTIONS: withoutTypeStrippingWarning(given),
    // Half of a start is parsing what was parsed before.
    NODE_COMPILE_CACHE: given.NODE_COMPILE_CACHE ?? join(ROOT, "node_modules/.cache/tradewind/node"),
    // By itself glibc learns from one large block to keep those that follow; what a start needs once would stay for ever.
    MALLOC_MMAP_THRESHOLD_: given.MALLOC_MMAP_THRESHOLD_ ?? "131072",
  };
}

const [command, ...rest] = process.argv.slice(2);
if (command === undefined) {
  console.error("Usage: node scripts/with-node.mjs <command> [arguments]");
  process.exit(2);
}
const node = chooseNode();
const isStartedByNpm = process.env.npm_lifecycle_event !== undefined;
// Scripts of this project become this process where Node can: a launcher that only waits takes as much memory as Node does.
if (command === "node" && process.execve !== undefined && process.platform !== "win32") {
  const preloads = ["stripped-types", ...(isStartedByNpm ? ["end-with-parent"] : [])];
  process.execve(node, [node, ...preloads.flatMap(toPreload), ...rest], makeEnvironment(node));
}
const [file, args] = resolveCommand(node, command, rest);
const child = spawn(file, args, { stdio: "inherit", env: makeEnvironment(node) });

// A terminal sends Ctrl-C to the child as well; passing it on would make two, and many programs take the second as "now!".
process.on("SIGINT", () => process.stdin.isTTY || child.kill("SIGINT"));
for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
// npm ends at SIGTERM without passing it on; a child that nobody waits for any more must not go on for ever.
if (isStartedByNpm) {
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && child.kill("SIGTERM"), 500).unref();
}
child.on("error", (error) => {
  console.error(`${command}: ${error.message}`);
  process.exit(127);
});
child.on("exit", (code, signal) => process.exit(signal === null ? (code ?? 1) : 128 + constants.signals[signal]));
