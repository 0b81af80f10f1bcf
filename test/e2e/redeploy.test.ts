import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Ledger } from "./support/ledger.ts";
import { Product } from "./support/product.ts";

// Within the project, so that DAG files find the package by its own name.
const base = fileURLToPath(new URL("../../.tradewind", import.meta.url));
const versions = fileURLToPath(new URL("./dags/redeploy", import.meta.url));
mkdirSync(base, { recursive: true });
const dags = mkdtempSync(join(base, "redeploy-"));
const product = new Product(dags);
const ledger = new Ledger();

const runPath = (dagId: string, runId: string): string => `/api/v2/dags/${dagId}/dagRuns/${runId}`;
/** A reload closes connections: whoever asks again finds what came. */
const read = (path: string): Promise<any> => product.until(path, () => true);
const trigger = async (dagId: string, runId: string): Promise<void> => {
  for (;;) {
    const answer = await product.tryTrigger(dagId, runId, ledger.conf).catch(() => null);
    if (answer !== null) return expect([200, 409]).toContain(answer.status);
  }
};
const readInstances = async (dagId: string, runId: string): Promise<Record<string, any>> => {
  const { task_instances: instances } = await read(`${runPath(dagId, runId)}/taskInstances?limit=100`);
  return Object.fromEntries(instances.map((instance: any) => [instance.task_id, instance]));
};
const readTries = async (dagId: string, taskId: string): Promise<readonly (readonly [number, string])[]> => {
  const { task_instances: tries } = await read(`${runPath(dagId, "before")}/taskInstances/${taskId}/tries`);
  return tries.map((attempt: any) => [attempt.try_number, attempt.state]);
};
const readLog = async (dagId: string, taskId: string, tryNumber: number): Promise<string> =>
  JSON.stringify(await read(`${runPath(dagId, "before")}/taskInstances/${taskId}/logs/${tryNumber}`));
const readValue = async (runId: string, taskId: string): Promise<unknown> =>
  (await read(`${runPath("shop", runId)}/taskInstances/${taskId}/xcomEntries/return_value`)).value;

const ALIVE = ["shop", "calm", "other"];

/*
 * One deployment while three runs are alive: "shop" becomes another DAG, "calm" gains comments only, "other" is not
 * touched, "fresh" is added. In each a task is in the middle of its work, and its carrier goes with the old code.
 */
beforeAll(async () => {
  await ledger.open();
  cpSync(join(versions, "shop_one.ts"), join(dags, "shop.ts"));
  for (const file of ["calm.ts", "other.ts"]) cpSync(join(versions, file), join(dags, file));
  await product.start(true);
  for (const dagId of ALIVE) await trigger(dagId, "before");
  for (const dagId of ALIVE) await ledger.until(`one ${dagId} held 1`);
  await product.until(`${runPath("shop", "before")}/taskInstances/gate`, ({ state }) => state === "up_for_reschedule");

  cpSync(join(versions, "shop_two.ts"), join(dags, "shop.ts"));
  cpSync(join(versions, "fresh.ts"), join(dags, "fresh.ts"));
  const calm = readFileSync(join(dags, "calm.ts"), "utf8");
  writeFileSync(join(dags, "calm.ts"), `// Said anew.\n\n${calm.replaceAll("  ", "    ")}\n/* And at its end. */\n`);
  await product.until("/api/v2/dags/fresh", ({ dag_id: id }) => id === "fresh");
}, 90_000);
afterAll(async () => {
  await product.stop();
  ledger.close();
  rmSync(dags, { recursive: true, force: true });
});

describe("a run whose DAG was edited while it was alive", () => {
  beforeAll(async () => void (await product.untilEnded("shop", "before")), 120_000);

  it("keeps the graph it began with: no task comes, none goes", async () => {
    const instances = await readInstances("shop", "before");
    expect(Object.keys(instances).toSorted()).toEqual(["early", "gate", "held", "late", "old_name", "once", "removed"]);
  });

  it("keeps what it had committed", async () => {
    expect(await readValue("before", "early")).toBe("one");
  });

  it("loses the attempts that were running, which their retries decide", async () => {
    expect(await readLog("shop", "once", 1)).toContain("has not been heard of");
    expect(await readTries("shop", "once")).toEqual([[1, "failed"]]);
    expect(await readTries("shop", "held")).toEqual([
      [1, "up_for_retry"],
      [2, "failed"],
    ]);
  });

  it("fails what is still to do, at its first try, and says that its version is gone", async () => {
    for (const [taskId, tryNumber] of [
      ["held", 2],
      ["gate", 1],
      ["old_name", 1],
      ["removed", 1],
    ] as const) {
      expect([taskId, await readLog("shop", taskId, tryNumber)]).toEqual([
        taskId,
        expect.stringMatching(/version.unavailable/i),
      ]);
      expect((await readTries("shop", taskId)).at(-1)).toEqual([tryNumber, "failed"]);
    }
    const instances = await readInstances("shop", "before");
    expect(instances["late"].state).toBe("upstream_failed");
    expect((await read(runPath("shop", "before"))).state).toBe("failed");
  });

  it("never runs another version's code", () => {
    expect(ledger.entries.filter((entry) => entry.startsWith("two shop"))).toEqual([]);
    expect(ledger.entries.filter((entry) => entry.startsWith("one shop")).toSorted()).toEqual([
      "one shop early 1",
      "one shop held 1",
      "one shop once 1",
    ]);
  });
});

describe("after the deployment", () => {
  it("a new run takes the new version, and only its code", async () => {
    await trigger("shop", "after");
    expect((await product.untilEnded("shop", "after")).state).toBe("success");
    const instances = await readInstances("shop", "after");
    expect(Object.keys(instances).toSorted()).toEqual(["added", "early", "held", "late", "new_name"]);
    expect(await readValue("after", "early")).toBe("two");
  });

  it("both versions are listed, and each run names its own", async () => {
    const { dag_versions: listed } = await read("/api/v2/dags/shop/dagVersions");
    expect(listed.map((version: any) => version.version_number)).toEqual([1, 2]);
    const [one, two] = listed.map((version: any) => version.bundle_version);
    expect(one).not.toBe(two);
    expect((await read(runPath("shop", "before"))).bundle_version).toBe(one);
    expect((await read(runPath("shop", "after"))).bundle_version).toBe(two);
  });

  it.each(["calm", "other"])(
    "%s goes on to success: its code is the same",
    async (dagId) => {
      expect((await product.untilEnded(dagId, "before")).state).toBe("success");
      expect(await readTries(dagId, "held")).toEqual([
        [1, "up_for_retry"],
        [2, "success"],
      ]);
      expect((await read(`/api/v2/dags/${dagId}/dagVersions`)).total_entries).toBe(1);
      expect(ledger.entries).toContain(`one ${dagId} late 1`);
    },
    120_000,
  );

  it("the DAG that was added runs", async () => {
    await trigger("fresh", "after");
    expect((await product.untilEnded("fresh", "after")).state).toBe("success");
  });
});
