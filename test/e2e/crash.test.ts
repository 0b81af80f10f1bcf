import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, it } from "vitest";
import { Product } from "./support/product.ts";

const product = new Product();
/** Beside the one that is killed, so that both waits are one. */
const unharmed = new Product();
/** Every start of author code, as it told a ledger outside the product: the try's idempotency key. */
const starts: string[] = [];
let ledger: Server;

beforeAll(async () => {
  ledger = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk) => (text += String(chunk)));
    request.on("end", () => {
      starts.push(text);
      response.end();
    });
  });
  await new Promise<void>((resolve) => void ledger.listen(0, "127.0.0.1", resolve));
  await Promise.all([product.start(), unharmed.start()]);
});
afterAll(async () => {
  await Promise.all([product.stop(), unharmed.stop()]);
  ledger.close();
});

it.concurrent("finishes a run of 200 tasks by itself after a kill -9 in its middle, committing no try twice", async ({
  expect,
}) => {
  const { port } = ledger.address() as AddressInfo;
  const conf = { ledger: `http://127.0.0.1:${port}` };
  expect((await product.trigger("crash_fan", "killed", conf)).status).toBe(200);
  await product.until(
    "/api/v2/dags/crash_fan/dagRuns/killed/taskInstances?limit=100",
    ({ task_instances: instances }) =>
      starts.length > 0 && instances.some(({ state }: { state: string }) => state === "running"),
  );
  await product.kill();
  const startsBefore = starts.length;
  await product.start();
  expect((await product.untilEnded("crash_fan", "killed")).state).toBe("success");

  const path = "/api/v2/dags/crash_fan/dagRuns/killed/taskInstances";
  const instances = await product.listAll(path, "task_instances");
  expect(instances).toHaveLength(202);
  expect(new Set(instances.map(({ state }: { state: string }) => state))).toEqual(new Set(["success"]));
  // The kill came in the middle: some had started, and not all.
  expect(startsBefore).toBeGreaterThan(0);
  expect(new Set(starts).size).toBeGreaterThanOrEqual(200);
  for (const index of [0, 57, 199]) {
    const tries = (await product.call("GET", `${path}/work/${index}/tries`)).body.task_instances;
    expect(tries.filter(({ state }: { state: string }) => state === "success")).toHaveLength(1);
  }
  const total = await product.call("GET", `${path}/total/xcomEntries/return_value`);
  expect(total.body.value).toBe(39_800);
}, 120_000);

it.concurrent("ends a task that takes longer than an object is kept that nobody calls", async ({ expect }) => {
  await unharmed.trigger("long_task", "long");
  expect((await unharmed.untilEnded("long_task", "long")).state).toBe("success");
  const { body } = await unharmed.call("GET", "/api/v2/dags/long_task/dagRuns/long/taskInstances/wait");
  expect(body).toMatchObject({ state: "success", try_number: 1 });
  expect(body.duration).toBeGreaterThanOrEqual(80);
}, 120_000);
