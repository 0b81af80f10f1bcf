import { chmodSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { ROOT } from "./root.ts";
import { runtimeFileOf } from "./state-lock.ts";

/**
 * The launcher writes down who the runtime is before it becomes the runtime (field 22 of /proc/PID/stat, or ps, as
 * process-identity.ts reads it), and where the system can, lets it die with the host. Ctrl-C reaches every process of a
 * terminal, but it is the host that ends the runtime.
 */
const LAUNCHER = `#!/bin/sh
if [ -n "$TRADEWIND_RUNTIME_FILE" ]; then
  if [ -r "/proc/$$/stat" ]; then
    start=$(stat=$(cat "/proc/$$/stat"); set -- \${stat##*) }; shift 19; echo "$1")
  else
    start=$(ps -o lstart= -p $$ | sed 's/^ *//; s/ *$//')
  fi
  echo "$$ $start" > "$TRADEWIND_RUNTIME_FILE"
fi
trap '' INT
if setpriv --pdeathsig KILL true 2>/dev/null; then exec setpriv --pdeathsig KILL "$TRADEWIND_WORKERD" "$@"; fi
exec "$TRADEWIND_WORKERD" "$@"
`;

/** The runtime's environment. From now on this process starts runtimes through the launcher; Windows has no such thing. */
export function prepareLauncher(stateDir: string): Record<string, string> {
  if (process.platform === "win32") return {};
  const folder = join(ROOT, "node_modules/.cache/tradewind");
  const launcher = join(folder, "launch-workerd.sh");
  const given = process.env["MINIFLARE_WORKERD_PATH"];
  const workerd = given === undefined || given === launcher ? findWorkerd() : given;
  mkdirSync(folder, { recursive: true });
  const next = `${launcher}.${process.pid}.tmp`;
  writeFileSync(next, LAUNCHER);
  chmodSync(next, 0o755);
  renameSync(next, launcher);
  process.env["MINIFLARE_WORKERD_PATH"] = launcher;
  return { TRADEWIND_RUNTIME_FILE: runtimeFileOf(stateDir), TRADEWIND_WORKERD: workerd };
}

/** The binary that miniflare itself would start. */
function findWorkerd(): string {
  const fromHere = createRequire(import.meta.url);
  const workerd = createRequire(fromHere.resolve("miniflare"))("workerd") as { readonly default: string };
  return workerd.default;
}
