// Usage: npm run bench -- [--only A,B,…] [--repeat N] [--profile edge] [--json FILE]
import { runBench } from "./bench/main.ts";

await runBench(process.argv.slice(2));
