import { z } from "zod";
import { createClient, readJson } from "../http-client.ts";
import type { Engine, EngineAdapter } from "./engine.ts";
import { createRestEngine, logIn } from "./rest.ts";

const version = z.object({ version: z.string() });

/** Seconds. Airflow's wait looks at the run as often as it is told to. */
const INTERVAL = 0.5;

/** Airflow 3 with bench/airflow/workloads.py in its DAG folder, by its REST API v2. */
export const airflow: EngineAdapter = {
  name: "airflow",
  async open({ url, username, password }): Promise<Engine> {
    const token = await logIn(url, { username, password });
    const client = createClient(url, { authorization: `Bearer ${token}` });
    const told = version.parse(readJson(await client.send("GET", "/api/v2/version")));
    return createRestEngine(`Airflow ${told.version}`, client, INTERVAL);
  },
};
