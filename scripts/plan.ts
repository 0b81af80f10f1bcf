// Usage: npm run plan -- --url URL [--user NAME --password PASSWORD] | --against FILE
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import type { Manifest } from "../src/core/manifest.ts";
import { planDeploy } from "../src/core/plan.ts";
import type { Deployed } from "../src/core/plan.ts";
import { createGenerator } from "./dags/generate.ts";
import { digestProduct } from "./dags/product.ts";
import { ROOT } from "./dags/root.ts";
import { isSafe, printPlan } from "./plan/print-plan.ts";
import { readDeployed, toDeployed } from "./plan/read-deployed.ts";
import type { Ask } from "./plan/read-deployed.ts";

const HELP = `Says what a deployment of the DAGs in this folder would change: npm run plan -- --url URL

  --url URL          where Tradewind is served
  --user NAME        with --password or TRADEWIND_PASSWORD; otherwise TRADEWIND_TOKEN is used
  --password TEXT    better given as TRADEWIND_PASSWORD, where no list of processes shows it
  --against FILE     compare with a saved state instead of a deployment
  --save FILE        save the state of this folder for a later --against
  --dags DIR         the folder with the DAG files
  --json             the plan as JSON, for a pull request's comment
  --skip-types       do not check the types of the wires
  --help             this text

Ends with 1 when a file does not compile or a wire does not fit, with 2 when there is no plan. Nothing is deployed.`;

const OPTIONS = {
  url: { type: "string" },
  user: { type: "string" },
  password: { type: "string" },
  against: { type: "string" },
  save: { type: "string" },
  dags: { type: "string", default: join(ROOT, "dags") },
  json: { type: "boolean", default: false },
  "skip-types": { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;
type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>["values"];

/** Compiles the folder as a deployment would, beside what is generated for it. */
async function compileDags(dagsDir: string): Promise<Manifest> {
  const outDir = mkdtempSync(join(tmpdir(), "tradewind-plan-"));
  const cacheDir = join(ROOT, "node_modules/.cache/tradewind/dags");
  const generator = createGenerator({ dagsDir, outDir, cacheDir, timeLimit: 10_000, readProduct: digestProduct });
  try {
    return (await generator.generate()).manifest;
  } finally {
    generator.close();
    rmSync(outDir, { recursive: true, force: true });
  }
}

/** Wires that do not fit: what the compiler says of files below dags/. */
function checkTypes(): Promise<string[]> {
  const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
  const args = [tsc, "-p", join(ROOT, "tsconfig.worker.json"), "--noEmit", "--pretty", "false"];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: ROOT, maxBuffer: 64_000_000 }, (_error, stdout) => {
      resolve(stdout.split("\n").filter((line) => line.startsWith("dags/")));
    });
  });
}

async function openApi({ url = "", user, password }: Values): Promise<Ask> {
  const base = url.replace(/\/$/, "");
  const secret = password ?? process.env["TRADEWIND_PASSWORD"] ?? "";
  const token = user === undefined ? process.env["TRADEWIND_TOKEN"] : await logIn(base, user, secret);
  if (token === undefined) throw new Error("give --user, or set TRADEWIND_TOKEN");
  return async (path) => {
    const response = await fetch(`${base}${path}`, { headers: { authorization: `Bearer ${token}` } });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return await response.json();
  };
}

async function logIn(url: string, username: string, password: string): Promise<string> {
  const response = await fetch(`${url}/auth/token`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ username, password }),
  });
  if (!response.ok) throw new Error(`${url} refuses the login of ${username}: ${response.status}`);
  return z.object({ access_token: z.string() }).parse(await response.json()).access_token;
}

async function readBefore(values: Values, manifest: Manifest): Promise<Deployed> {
  if (values.against !== undefined) return JSON.parse(readFileSync(values.against, "utf8")) as Deployed;
  if (values.url === undefined) throw new Error("give --url or --against; --help says more");
  return readDeployed(await openApi(values), manifest);
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: OPTIONS });
  if (values.help) return console.log(HELP);
  const manifest = await compileDags(values.dags);
  if (values.save !== undefined) {
    writeFileSync(values.save, JSON.stringify(toDeployed(manifest)));
    return console.log(`saved to ${values.save}`);
  }
  const [before, typeErrors] = await Promise.all([
    readBefore(values, manifest),
    values["skip-types"] ? [] : checkTypes(),
  ]);
  const plan = planDeploy(before, manifest, Date.now());
  const isFine = isSafe(plan, typeErrors);
  if (values.json) console.log(JSON.stringify({ ...plan, type_errors: typeErrors, safe: isFine }, null, 2));
  else process.stdout.write(printPlan(plan, typeErrors));
  if (!isFine) process.exitCode = 1;
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
