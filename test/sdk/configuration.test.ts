import { describe, expect, it } from "vitest";
import { z } from "zod";
import { ConfigurationUnavailable, dag, NonRetryable, RetryAfter, runDag, runTask, skip } from "../../src/sdk/index.ts";
import type { RunDagOptions, TaskContext } from "../../src/sdk/index.ts";

const NOW = new Date("2026-01-01T06:00:00Z");

async function run(body: (ctx: TaskContext<unknown>) => unknown, options: RunDagOptions = {}, limit = 0) {
  const d = dag("d");
  d.task("a", { retry: { limit, delay: "1m" } }, async (_, ctx) => (await body(ctx)) as string);
  const { tasks, log, state } = await runDag(d, { now: NOW, ...options });
  const { output, reason, tries } = tasks["a"] ?? {};
  return { state, output, reason, tries, log };
}

describe("variables", () => {
  const variables = { region: "eu", limits: { daily: 3 }, text: '{"daily":4}', odd: "{" };
  const limits = z.object({ daily: z.number() });

  it("are read as text, or by a schema", async () => {
    const { output } = await run(
      async ({ variable }) => [
        await variable("region"),
        await variable("limits"),
        (await variable("limits", { schema: limits })).daily,
        (await variable("text", { schema: limits, default: { daily: 0 } })).daily,
        await variable("none", { default: "else" }),
        (await variable("none", { schema: limits, default: { daily: 0 } })).daily,
      ],
      { variables },
    );
    expect(output).toEqual(["eu", '{"daily":3}', 3, 4, "else", 0]);
  });

  it("that do not exist, are no JSON or not what the schema says fail the try", async () => {
    const cases: [read: (ctx: TaskContext<unknown>) => unknown, words: string][] = [
      [({ variable }) => variable("none"), 'There is no variable "none" in team "default"'],
      [({ variable }) => variable("odd", { schema: limits }), 'Variable "odd" holds no JSON'],
      [({ variable }) => variable("region", { schema: limits }), 'Variable "region" holds no JSON'],
      [({ variable }) => variable("limits", { schema: z.object({ weekly: z.number() }) }), "weekly"],
      [({ variable }) => variable("toString"), "There is no variable"],
    ];
    for (const [read, words] of cases) {
      const { state, reason, tries } = await run(read, { variables }, 1);
      expect([state, reason?.params["message"], tries]).toEqual(["failed", expect.stringContaining(words), 2]);
    }
  });
});

describe("connections", () => {
  const connections = {
    shop: {
      type: "postgres",
      host: "db",
      login: "ann",
      password: "hunter22",
      port: 5432,
      extra: { sslmode: "require" },
    },
    bare: { type: "postgres", host: "db" },
    odd: { type: "postgres", host: "db", login: "ann", extra: { sslmode: 7 } },
    plain: {},
  };

  it("are read as they are, or as of a type", async () => {
    const { output } = await run(
      async ({ connection }) => {
        const { host, port, schema, extra } = await connection("shop", "postgres");
        return [host, port, schema, extra.sslmode, await connection("plain")];
      },
      { connections },
    );
    const plain = { type: "generic", host: null, login: null, password: null, schema: null, port: null, extra: {} };
    expect(output).toEqual(["db", 5432, null, "require", { ...plain, connectionId: "plain" }]);
  });

  it("that do not exist or are not of that type fail the try", async () => {
    const cases: [read: (ctx: TaskContext<unknown>) => unknown, words: string][] = [
      [({ connection }) => connection("none"), 'There is no connection "none" in team "default"'],
      [({ connection }) => connection("shop", "mysql"), 'Connection "shop" is of type "postgres" and not "mysql"'],
      [({ connection }) => connection("bare", "postgres"), 'Connection "bare" lacks its login'],
      [({ connection }) => connection("odd", "postgres"), 'Connection "odd" needs "sslmode" in its extra as string'],
    ];
    for (const [read, message] of cases) {
      expect(await run(read, { connections })).toMatchObject({ state: "failed", reason: { params: { message } } });
    }
  });
});

describe("secrets", () => {
  const options: RunDagOptions = {
    variables: { api_token: "hunter22", config: { user: "ann", secret: "hunter23" }, plain: "visible" },
    connections: {
      shop: {
        host: "https://ann:hunter24@db",
        password: "hunter25",
        extra: { private_key: "hunter26", region: "eu-west" },
      },
    },
  };
  const readAll = async ({ variable, connection }: TaskContext<unknown>) => {
    const [token, config, plain, shop] = [
      await variable("api_token"),
      await variable("config"),
      await variable("plain"),
      await connection("shop"),
    ];
    return [token, config, plain, JSON.stringify(shop)].join(" ");
  };

  it("that were read do not stand in log lines, fields, errors, stacks or reasons", async () => {
    const ends: ((all: string) => unknown)[] = [
      (all) => {
        throw new Error(all);
      },
      (all) => {
        throw new Error("x".repeat(1_995) + all);
      },
      (all) => {
        throw new NonRetryable(all);
      },
      (all) => {
        throw new RetryAfter("1m", all);
      },
      (all) => Promise.reject(all),
      (all) => skip(all),
    ];
    for (const end of ends) {
      const result = await run(async (ctx) => {
        const all = await readAll(ctx);
        ctx.log(all, { all: [all] });
        return end(all);
      }, options);
      const told = JSON.stringify([result.log, result.reason]);
      expect(told).not.toMatch(/hunt/);
      expect(told).toContain("visible");
      expect(told).toContain("eu-west");
      expect(told).toContain("***");
    }
  });

  it("reach those who are to have them", async () => {
    expect((await run(readAll, options)).output).toContain("hunter25");
  });
});

describe("a store that does not answer", () => {
  const failing = (times: number) => {
    let calls = 0;
    const read = async () => {
      calls += 1;
      if (calls <= times) throw new ConfigurationUnavailable("No answer");
      return "eu";
    };
    return { readVariable: read, readConnection: () => Promise.resolve(null) };
  };

  it("costs no try: the attempt begins again until there is an answer", async () => {
    const result = await run(({ variable }) => variable("region"), { configuration: failing(5) });
    expect([result.state, result.tries, result.output]).toEqual(["success", 1, "eu"]);
    const lines = result.log.map(({ at, source, message }) => [at - NOW.getTime(), source, message]);
    expect(lines).toEqual(
      [0, 10_000, 20_000, 30_000, 40_000].map((at) => [
        at,
        "engine",
        "No answer. The attempt begins again in 10 s; no try is used.",
      ]),
    );
  });

  it("counts as the cause of whatever the body then throws, not of what it returns", async () => {
    const wrapped = await run(
      async ({ variable }) => {
        try {
          return await variable("region");
        } catch {
          throw new NonRetryable("no region");
        }
      },
      { configuration: failing(1) },
    );
    expect([wrapped.state, wrapped.output]).toEqual(["success", "eu"]);
    const caught = await run(({ variable }) => variable("region").catch(() => "us"), { configuration: failing(1) });
    expect([caught.output, caught.log]).toEqual(["us", []]);
  });

  it("leaves the tries of real failures as they are", async () => {
    let bodies = 0;
    const result = await run(
      async ({ variable }) => {
        bodies += 1;
        await variable("region");
        throw new Error("real");
      },
      { configuration: failing(1) },
      1,
    );
    expect([result.state, result.tries, bodies]).toEqual(["failed", 2, 3]);
  });
});

describe("one task alone", () => {
  it("is given fakes too", async () => {
    const d = dag("d");
    d.task("a", async (_, { variable, connection }) => `${await variable("x")} ${(await connection("y")).host}`);
    const { output } = await runTask(
      d,
      "a",
      {},
      { variables: { x: "1" }, connections: { y: { host: "h" } }, tryNumber: 2 },
    );
    expect(output).toBe("1 h");
  });
});
