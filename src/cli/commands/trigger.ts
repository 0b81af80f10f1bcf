import { parseObject, readJson, type Group, type Work } from "../cli.ts";
import { parseMoment } from "../moments.ts";
import { take } from "../take.ts";
import { addWaitOptions, waitForRun, type WaitOptions } from "../wait.ts";

interface TriggerOptions extends WaitOptions {
  readonly conf?: string;
  readonly param?: string[];
  readonly logicalDate?: string;
  readonly runId?: string;
  readonly note?: string;
  readonly wait?: boolean;
}

export const addTrigger: Group = (program, act) => {
  const command = program
    .command("trigger")
    .description("start a run of a DAG")
    .argument("<dag>")
    .option("-c, --conf <json>", "configuration: JSON, @file, or - for stdin")
    .option(
      "-p, --param <name=value>",
      "one field of it; JSON when it reads as such (may be repeated)",
      (one, before?: string[]) => [...(before ?? []), one],
    )
    .option("--logical-date <date>", "of the slot it stands for; none unless given")
    .option("--run-id <id>", "instead of a made one")
    .option("--note <text>", "shown with the run")
    .option("-w, --wait", "until it has ended; the exit code tells how");
  addWaitOptions(command).action(
    act<TriggerOptions>(async (work, options, dag_id) => {
      const { client, print } = work;
      const json = {
        logical_date: options.logicalDate === undefined ? null : parseMoment(options.logicalDate),
        conf: await readConf(work, options),
        ...(options.runId === undefined ? {} : { dag_run_id: options.runId }),
        ...(options.note === undefined ? {} : { note: options.note }),
      };
      const run = await take(client.api.v2.dags[":dag_id"].dagRuns.$post({ param: { dag_id }, json }));
      if (options.wait !== true) return print.done(`${dag_id}: run ${run.dag_run_id} is ${run.state}.`, run);
      print.remark(`${dag_id}: run ${run.dag_run_id} is ${run.state}.`);
      await waitForRun(work, { dag_id, dag_run_id: run.dag_run_id }, options);
    }),
  );
};

type Conf = Record<string, never>;

export async function readConf(
  { io }: Pick<Work, "io">,
  { conf, param = [] }: { readonly conf?: string; readonly param?: readonly string[] },
): Promise<Conf> {
  const base = conf === undefined ? {} : parseObject(await readJson(io, conf), "The configuration");
  const fields = param.map((one): [string, unknown] => {
    const at = one.indexOf("=");
    return at < 0 ? [one, true] : [one.slice(0, at), readValue(one.slice(at + 1))];
  });
  // JSON, as it was parsed from text.
  return { ...base, ...Object.fromEntries(fields) } as Conf;
}

function readValue(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
