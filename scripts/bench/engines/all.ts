import { airflow } from "./airflow.ts";
import type { EngineAdapter } from "./engine.ts";

/** What can be measured beside the product. */
export const ENGINES: readonly EngineAdapter[] = [airflow];
