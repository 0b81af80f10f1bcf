import { existsSync } from "node:fs";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

const MIGRATIONS = "./migrations";

/** Pure and Node-side tests: no runtime to start, so they are the fast part. */
const unit = {
  test: {
    name: "unit",
    include: ["test/{core,sdk,scripts,unit,dags,simulation,upgrade}/**/*.test.ts", "test/architecture.test.ts"],
    // A limit against what hangs, not against a busy machine.
    testTimeout: 30_000,
  },
};

/** The whole product in processes of its own, as a person starts it; one file at a time, since each takes a core. */
const live = {
  test: {
    name: "live",
    include: ["test/{e2e,local}/**/*.test.ts"],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
};

/** The dashboard in a real browser, against the product in a process of its own. */
const browser = {
  test: {
    name: "browser",
    include: ["test/browser/**/*.test.ts"],
    globalSetup: ["./test/browser/support/build.ts"],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
};

/** Tests inside the Workers runtime, with the bindings of wrangler.toml and a migrated database. */
async function defineWorkersProject() {
  const migrations = existsSync(MIGRATIONS) ? await readD1Migrations(MIGRATIONS) : [];
  return {
    plugins: [
      cloudflareTest({
        wrangler: { configPath: "./wrangler.toml" },
        miniflare: { bindings: { TEST_MIGRATIONS: migrations } },
      }),
    ],
    test: {
      name: "workers",
      testTimeout: 30_000,
      include: ["test/workers/**/*.test.ts"],
      setupFiles: ["./test/support/apply-migrations.ts"],
    },
  };
}

export default defineConfig(async () => ({
  test: { passWithNoTests: true, projects: [unit, live, browser, await defineWorkersProject()] },
}));
