import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Product } from "./support/product.ts";

// Within the project, so that DAG files find the package by its own name.
const base = fileURLToPath(new URL("../../.tradewind", import.meta.url));
mkdirSync(base, { recursive: true });
const dags = mkdtempSync(join(base, "dags-"));
const product = new Product(dags);
const folder = basename(dags);

const helper = `// A comment, which no bundle keeps.

interface Order {
  readonly id: number;
}

export function refuse(order: Order): never {
  throw new Error(\`order \${order.id} refused\`);
}
`;
const orders = `import { dag } from "tradewind";
import { refuse } from "./_refuse.ts";

type Late = number;

const d = dag("orders");
d.task("throws", () => {
  const id: Late = 7;
  return refuse({ id });
});
export default d;
`;

async function readLog(runId: string): Promise<string> {
  await product.trigger("orders", runId);
  expect((await product.untilEnded("orders", runId)).state).toBe("failed");
  const { body } = await product.call("GET", `/api/v2/dags/orders/dagRuns/${runId}/taskInstances/throws/logs/1`);
  return body.content.map(({ event }: { event: string }) => event).join("\n");
}

beforeAll(async () => {
  writeFileSync(join(dags, "_refuse.ts"), helper);
  writeFileSync(join(dags, "orders.ts"), orders);
  await product.start(true);
});
afterAll(async () => {
  await product.stop();
  rmSync(dags, { recursive: true, force: true });
});

it("names the author's files, functions, lines and columns when a task throws", async () => {
  const log = await readLog("r1");
  expect(log).toContain(`order 7 refused\n    at refuse (${folder}/_refuse.ts:8:9)\n    at ${folder}/orders.ts:9:10\n`);
  expect(log).toMatch(/carryOut \(.*worker\.js:\d+/);
});

it("names the lines of an edited file anew", async () => {
  writeFileSync(join(dags, "orders.ts"), `// One.\n// Two.\n${orders.replace("= 7", "= 8")}`);
  await product.until("/api/v2/dagSources/orders", ({ content }) => String(content).includes("= 8"));
  const log = await readLog("r2");
  expect(log).toContain(
    `order 8 refused\n    at refuse (${folder}/_refuse.ts:8:9)\n    at ${folder}/orders.ts:11:10\n`,
  );
});
