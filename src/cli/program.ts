import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command, CommanderError } from "commander";
import { createAct, type Group } from "./cli.ts";
import { addAssets } from "./commands/assets.ts";
import { addBackfill } from "./commands/backfill.ts";
import { addCompletion } from "./commands/completion.ts";
import { addPools, addVariables } from "./commands/configuration.ts";
import { addConnections } from "./commands/connections.ts";
import { addDags } from "./commands/dags.ts";
import { addDoctor } from "./commands/doctor.ts";
import { addImports } from "./commands/imports.ts";
import { addLogin } from "./commands/login.ts";
import { addLogs } from "./commands/logs.ts";
import { addTokens, addUsers } from "./commands/people.ts";
import { addRuns } from "./commands/runs.ts";
import { addClear, addTasks } from "./commands/tasks.ts";
import { addTransfer } from "./commands/transfer.ts";
import { addTrigger } from "./commands/trigger.ts";
import { EXIT, EXIT_HELP, Failure } from "./failure.ts";
import type { Io } from "./io.ts";

/** Of this checkout. */
export function readVersion(): string {
  const file = readFileSync(join(import.meta.dirname, "..", "..", "package.json"), "utf8");
  return (JSON.parse(file) as { version: string }).version;
}

const GROUPS: readonly Group[] = [
  addLogin,
  addDags,
  addTrigger,
  addRuns,
  addTasks,
  (program, act) => addClear(program, act, "clear"),
  addLogs,
  addBackfill,
  addAssets,
  addVariables,
  addConnections,
  addPools,
  addUsers,
  addTokens,
  addTransfer,
  addImports,
  addDoctor,
  addCompletion,
];

export function createProgram(io: Io): Command {
  const program = new Command("tradewind");
  program
    .description("The command line of Tradewind: sign in with `tradewind login`, then `tradewind dags list`.")
    .version(readVersion(), "-V, --version")
    .option("--json", "data for programs on stdout; sentences go to stderr")
    .option("--url <url>", "the deployment; else TRADEWIND_URL, else where you are signed in, else this machine")
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false })
    .showHelpAfterError("(--help tells more)")
    .addHelpText("after", `\n${EXIT_HELP}`)
    .configureOutput({
      writeOut: (text) => io.write(text),
      writeErr: (text) => io.complain(text),
      getOutHelpWidth: () => io.columns || 100,
      getErrHelpWidth: () => io.columns || 100,
    })
    .exitOverride();
  const act = createAct(io);
  program
    .command("version")
    .description("of this command line")
    .action(act(({ print }) => print.show({ version: readVersion() }, () => [readVersion()])));
  for (const add of GROUPS) add(program, act);
  return program;
}

/** Runs one command line. `args` are what stands after the program's name. Nothing is thrown but what is a bug. */
export async function runCommandLine(args: readonly string[], io: Io): Promise<number> {
  try {
    await createProgram(io).parseAsync([...args], { from: "user" });
    return EXIT.ok;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    if (!(error instanceof Failure)) throw error;
    io.complain(`${endSentence(error.message)}\n`);
    return error.code;
  }
}

function endSentence(text: string): string {
  return /[.!?…)`]$/.test(text) ? text : `${text}.`;
}
