// Usage: npm run bench -- [--only A,B,…] [--repeat N] [--profile edge] [--url URL] [--airflow URL] [--json FILE]
import { runBench } from "./bench/main.ts";

await runBench(process.argv.slice(2));
