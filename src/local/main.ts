// Usage: npm start -- [--port N] [--state DIR] [--help]
import { flushCompileCache } from "node:module";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { renderBanner } from "./banner.ts";
import { HostError } from "./host-error.ts";
import { startHost, type Host } from "./host.ts";
import { ROOT } from "./root.ts";

const HELP = `Runs Tradewind on this machine: npm start -- [options]

  --port N      the port to serve on, 8787 unless given; 127.0.0.1 only
  --state DIR   where everything is stored, .tradewind/state unless given
  --help        this text

TRADEWIND_ADMIN_PASSWORD sets the password of the first user, admin; without it one is made and shown once.
TRADEWIND_SECRET_KEY is the key of variables and connections; without it one is made and kept in the state folder.`;

async function main(): Promise<void> {
  // The host starts things and then waits: it has no use for the memory that makes a busy process fast.
  setFlagsFromString("--optimize-for-size");
  const { values } = parseArgs({
    options: {
      port: { type: "string", default: "8787" },
      state: { type: "string", default: join(ROOT, ".tradewind/state") },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return console.log(HELP);
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new HostError(`--port ${values.port} is no port`);
  const host = await startHost({ port, stateDir: values.state, watch: true, dashboard: true });
  stopOnSignal(host);
  console.log(renderBanner(host.url, host.login));
  // A host may run for weeks and then be killed; the next start is to be quick all the same.
  flushCompileCache();
}

/** npm and the launcher hand on what the terminal also sends to all, so one Ctrl-C may come as several signals. */
const SAME_KEY_PRESS = 2000;

/** A second key press does not wait for anything. Before the host has started, a signal simply ends the process. */
function stopOnSignal(host: Host): void {
  let first: number | null = null;
  const stop = async (code: number) => {
    if (first !== null && performance.now() - first > SAME_KEY_PRESS) process.exit(code);
    if (first !== null) return;
    first = performance.now();
    await host.stop();
    process.exit(code);
  };
  const codes = { SIGINT: 130, SIGTERM: 0, SIGHUP: 0 };
  for (const [signal, code] of Object.entries(codes)) {
    // The runtime's host library would end the process in the midst of the stop.
    process.removeAllListeners(signal);
    process.on(signal, () => void stop(code));
  }
}

function isMistyped(error: unknown): error is Error {
  return error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS_");
}

try {
  await main();
} catch (error) {
  if (!(error instanceof HostError) && !isMistyped(error)) throw error;
  console.error(error.message);
  process.exit(1);
}
