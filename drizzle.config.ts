import { defineConfig } from "drizzle-kit";

export default defineConfig({
  dialect: "sqlite",
  schema: ["./src/store/projected-tables.ts", "./src/store/primary-tables.ts", "./src/store/asset-tables.ts"],
  out: "./migrations",
});
