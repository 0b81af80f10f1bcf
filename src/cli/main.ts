// Usage: npx tradewind <command>, or npm run tradewind -- <command>
import { createIo } from "./io.ts";
import { runCommandLine } from "./program.ts";

// Whoever reads only the first lines, as `head` does, has closed the pipe: that is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
});
process.exitCode = await runCommandLine(process.argv.slice(2), createIo());
