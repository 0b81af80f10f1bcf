import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createClient, type ApiClient } from "../../client/index.ts";
import type { Group, Work } from "../cli.ts";
import { EXIT, Failure } from "../failure.ts";
import { formatMoment, formatSeconds } from "../moments.ts";
import { describeError, take } from "../take.ts";

/** What was looked at, what was found, and what to do about it. */
export interface Finding {
  readonly check: string;
  readonly verdict: "good" | "warning" | "bad";
  readonly found: string;
  readonly advice: string | null;
}

/** Clocks further apart than this make dates of tokens and runs misleading. */
const SKEW_SECONDS = 30;

export const addDoctor: Group = (program, act) => {
  program
    .command("doctor")
    .description("look for what is wrong with the deployment, the login and this machine, and say what to do")
    .action(
      act(async (work) => {
        const findings = [...checkMachine(), ...(await checkDeployment(work))];
        const { print } = work;
        const marks = {
          good: print.paint("green", "ok  "),
          warning: print.paint("yellow", "look"),
          bad: print.paint("red", "BAD "),
        };
        print.show(findings, () =>
          findings.flatMap(({ check, verdict, found, advice }) => [
            `${marks[verdict]} ${check}: ${found}`,
            ...(advice === null ? [] : [`     → ${advice}`]),
          ]),
        );
        const bad = findings.filter(({ verdict }) => verdict === "bad").length;
        if (findings.some(({ check, verdict }) => check === "server" && verdict === "bad")) {
          throw new Failure(EXIT.unreachable, `${work.target.url} does not answer as Tradewind does`);
        }
        if (bad > 0) throw new Failure(EXIT.refused, `${bad} ${bad === 1 ? "thing is" : "things are"} wrong`);
      }),
    );
};

function good(check: string, found: string): Finding {
  return { check, verdict: "good", found, advice: null };
}
function warn(check: string, found: string, advice: string): Finding {
  return { check, verdict: "warning", found, advice };
}
function bad(check: string, found: string, advice: string): Finding {
  return { check, verdict: "bad", found, advice };
}

function checkMachine(): Finding[] {
  const root = join(import.meta.dirname, "..", "..", "..");
  const wrangler = join(root, "node_modules", "wrangler", "package.json");
  const version = existsSync(wrangler)
    ? (JSON.parse(readFileSync(wrangler, "utf8")) as { version: string }).version
    : null;
  return [
    good("node", process.version),
    version === null
      ? warn("wrangler", "is not installed here", "To deploy from here run `npm ci`.")
      : good("wrangler", version),
  ];
}

async function checkDeployment(work: Work): Promise<Finding[]> {
  const { url, token } = work.target;
  const findings: Finding[] = [];
  const health = await readHealth(work);
  findings.push(...health.findings);
  if (!health.isThere) return findings;
  if (token === null) {
    findings.push(bad("login", `nobody is signed in to ${url}`, `Run \`tradewind login --url ${url}\`.`));
    return findings;
  }
  const client = createClient(url, { token });
  const login = await checkLogin(client);
  findings.push(login);
  if (login.verdict === "bad") return findings;
  for (const [name, check] of Object.entries(CHECKS)) {
    findings.push(
      await check(client).catch((error: unknown) => bad(name, describeError(error), "Ask again in a moment.")),
    );
  }
  return findings;
}

async function readHealth({ target, io }: Work): Promise<{ readonly isThere: boolean; readonly findings: Finding[] }> {
  const client = createClient(target.url);
  try {
    const asked = io.now();
    const answer = await client.api.v2.monitor.health.$get();
    const took = io.now() - asked;
    if (!answer.ok) throw new Error(`it answered with status ${answer.status}`);
    const health = await answer.json();
    const { version } = await take(client.api.v2.version.$get());
    const server = good("server", `${target.url} answers in ${took} ms, and speaks Airflow ${version}`);
    const skew = checkSkew(answer.headers.get("date"), asked + took / 2);
    return { isThere: true, findings: [server, ...skew, ...checkHealth(health, io.now())] };
  } catch (error) {
    const advice = "Start it with `npm start`, or give the address with --url or TRADEWIND_URL.";
    return { isThere: false, findings: [bad("server", `${target.url}: ${describeError(error)}`, advice)] };
  }
}

function checkSkew(date: string | null, now: number): Finding[] {
  if (date === null) return [];
  // The header has whole seconds.
  const apart = (now - Date.parse(date) - 500) / 1_000;
  const found = `${Math.abs(apart).toFixed(0)} s apart`;
  if (Math.abs(apart) <= SKEW_SECONDS) return [good("clocks", found)];
  return [warn("clocks", found, `This machine's clock is ${apart > 0 ? "ahead" : "behind"}: set it by NTP.`)];
}

interface Health {
  readonly metadatabase: { readonly status: string | null };
  readonly scheduler: { readonly status: string | null; readonly latest_scheduler_heartbeat: string | null };
}

function checkHealth({ metadatabase, scheduler }: Health, now: number): Finding[] {
  const isReadable = metadatabase.status === "healthy";
  const database = isReadable
    ? good("database", "answers")
    : bad("database", "D1 does not answer", "Runs go on. See cloudflarestatus.com, and that migrations are applied.");
  const at = scheduler.latest_scheduler_heartbeat;
  const ago = at === null ? "never" : `${formatSeconds((now - Date.parse(at)) / 1_000)} ago`;
  const advice = "Its cron trigger does not come: look for [triggers] in wrangler.toml, and at the Worker's log.";
  const tick =
    scheduler.status === "healthy" ? good("scheduler", `ticked ${ago}`) : bad("scheduler", `ticked ${ago}`, advice);
  return [database, tick];
}

async function checkLogin(client: ApiClient): Promise<Finding> {
  try {
    const me = await take(client.api.x.me.$get());
    return good("login", `${me.user}, ${me.role} of ${me.team ?? "every team"}`);
  } catch (error) {
    return bad("login", describeError(error), "Run `tradewind login`.");
  }
}

const CHECKS: Readonly<Record<string, (client: ApiClient) => Promise<Finding>>> = {
  "DAG files": checkImportErrors,
  DAGs: checkPauses,
  queue: checkQueue,
  secrets: checkSecrets,
};

async function checkImportErrors(client: ApiClient): Promise<Finding> {
  const page = await take(client.api.v2.importErrors.$get({ query: { limit: 3 } }));
  const { import_errors: errors, total_entries: total } = page;
  if (total === 0) return good("DAG files", "all compile");
  const files = errors.map(({ filename }) => filename).join(", ");
  return bad(
    "DAG files",
    `${total} ${total === 1 ? "does" : "do"} not compile: ${files}`,
    "`tradewind dags errors` says where and why.",
  );
}

async function checkPauses(client: ApiClient): Promise<Finding> {
  const [all, paused] = await Promise.all([
    take(client.api.v2.dags.$get({ query: { limit: 1 } })),
    take(client.api.v2.dags.$get({ query: { limit: 5, paused: true } })),
  ]);
  if (all.total_entries === 0) return warn("DAGs", "there is none", "Put a file below dags/ and deploy.");
  if (paused.total_entries === 0) return good("DAGs", `${all.total_entries}, none paused`);
  const names = paused.dags.map(({ dag_id }) => dag_id).join(", ");
  const found = `${all.total_entries}, ${paused.total_entries} paused (${names}${paused.total_entries > 5 ? ", …" : ""})`;
  return warn("DAGs", found, "A paused DAG makes no runs by itself: `tradewind dags unpause DAG`.");
}

async function checkQueue(client: ApiClient): Promise<Finding> {
  const param = { dag_id: "~" };
  const query = { state: ["queued"], limit: 1, order_by: "run_after" };
  const page = await take(client.api.v2.dags[":dag_id"].dagRuns.$get({ param, query }));
  const [oldest] = page.dag_runs;
  if (oldest === undefined) return good("queue", "no run waits to start");
  const found = `${page.total_entries} runs wait to start, the oldest since ${formatMoment(oldest.run_after)}`;
  return warn("queue", found, `\`tradewind runs why ${oldest.dag_id} ${oldest.dag_run_id}\` says what for.`);
}

/** The key shows in what it opens. */
async function checkSecrets(client: ApiClient): Promise<Finding> {
  try {
    const { variables } = await take(client.api.v2.variables.$get({ query: { limit: 1 } }));
    const [first] = variables;
    if (first === undefined) return good("secrets", "none is stored yet");
    const name = first.team_name === null ? first.key : `${first.team_name}.${first.key}`;
    await take(client.api.v2.variables[":variable_key"].$get({ param: { variable_key: name } }));
    return good("secrets", "what is stored opens");
  } catch (error) {
    if (error instanceof Failure && error.message.startsWith("Forbidden"))
      return good("secrets", "are not yours to see");
    const advice = "Set the key that sealed them: `npx wrangler secret put TRADEWIND_SECRET_KEY`.";
    return bad("secrets", describeError(error), advice);
  }
}
