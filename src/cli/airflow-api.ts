import { z } from "zod";
import { ask } from "./ask.ts";
import { EXIT, Failure } from "./failure.ts";

/** Fields of Airflow's answers that are read; the others pass through untouched. */
const text = z.string().nullish();
export const airflowConnection = z.looseObject({
  connection_id: z.string(),
  conn_type: z.string(),
  description: text,
  host: text,
  login: text,
  schema: text,
  port: z.number().nullish(),
  password: text,
  extra: text,
});
export const airflowVariable = z.looseObject({ key: z.string(), value: text, description: text });
export const airflowPool = z.looseObject({
  name: z.string(),
  slots: z.number(),
  description: text,
  include_deferred: z.boolean().nullish(),
});
const dag = z.looseObject({ dag_id: z.string() });
const task = z.record(z.string(), z.unknown());
const run = z.looseObject({ dag_run_id: z.string(), state: z.string(), run_after: z.string() });

export type AirflowConnection = z.infer<typeof airflowConnection>;
export type AirflowVariable = z.infer<typeof airflowVariable>;
export type AirflowPool = z.infer<typeof airflowPool>;
export type AirflowRun = z.infer<typeof run>;

export interface AirflowLogin {
  readonly username?: string;
  readonly password?: string;
  readonly token?: string;
}

const PAGE = 100;

/** The REST interface of an Airflow 3, read only. */
export class AirflowApi {
  readonly version: string;
  readonly #url: string;
  readonly #token: string;

  private constructor(url: string, token: string, version: string) {
    this.#url = url;
    this.#token = token;
    this.version = version;
  }

  /** Throws a Failure for what is no Airflow 3, or a login it refuses. */
  static async open(url: string, { username, password, token }: AirflowLogin): Promise<AirflowApi> {
    const version = await ask(`${url}/api/v2/version`).catch((error: unknown) => {
      if (error instanceof Failure && error.code === EXIT.unreachable) throw error;
      throw new Failure(
        EXIT.refused,
        `${url} has no /api/v2: it is no Airflow 3 (an Airflow 2 must be upgraded first)`,
      );
    });
    const spoken = z.object({ version: z.string() }).parse(version).version;
    if (token !== undefined) return new AirflowApi(url, token, spoken);
    const issued = await ask(`${url}/auth/token`, { method: "POST", json: { username, password } }).catch(
      (error: unknown) => {
        const why = error instanceof Failure ? error.message.replace(/\. Sign in.*$/, "") : String(error);
        throw new Failure(EXIT.notSignedIn, `Airflow refuses the login of "${username ?? ""}": ${why}`);
      },
    );
    return new AirflowApi(url, z.object({ access_token: z.string() }).parse(issued).access_token, spoken);
  }

  connections(): Promise<AirflowConnection[]> {
    return this.#list("/connections", "connections", airflowConnection);
  }
  variables(): Promise<AirflowVariable[]> {
    return this.#list("/variables", "variables", airflowVariable);
  }
  pools(): Promise<AirflowPool[]> {
    return this.#list("/pools", "pools", airflowPool);
  }
  dags(): Promise<z.infer<typeof dag>[]> {
    return this.#list("/dags", "dags", dag, { exclude_stale: "false" });
  }

  async tasks(dagId: string): Promise<z.infer<typeof task>[]> {
    const page = await this.#get(`/dags/${encodeURIComponent(dagId)}/tasks`, {});
    return z.object({ tasks: z.array(task) }).parse(page).tasks;
  }

  /** The newest first. */
  runs(dagId: string, atMost: number): Promise<AirflowRun[]> {
    const path = `/dags/${encodeURIComponent(dagId)}/dagRuns`;
    return this.#list(path, "dag_runs", run, { order_by: "-run_after" }, atMost);
  }

  async #list<T>(
    path: string,
    name: string,
    schema: z.ZodType<T>,
    query: Readonly<Record<string, string>> = {},
    atMost = Infinity,
  ): Promise<T[]> {
    const rows: T[] = [];
    while (rows.length < atMost) {
      const limit = Math.min(PAGE, atMost - rows.length);
      const answer = await this.#get(path, { ...query, limit, offset: rows.length });
      const page = z.object({ [name]: z.array(schema) }).parse(answer)[name] ?? [];
      rows.push(...page);
      if (page.length < limit) break;
    }
    return rows;
  }

  #get(path: string, query: Readonly<Record<string, string | number>>): Promise<unknown> {
    return ask(`${this.#url}/api/v2${path}`, { token: this.#token, query });
  }
}
