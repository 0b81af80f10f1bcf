import { describeShown, parseCount, readText, type Act, type Group } from "../cli.ts";
import { EXIT, Failure } from "../failure.ts";
import { take } from "../take.ts";

interface ListOptions {
  readonly limit: number;
}

const PATTERN = "part of the name";

/** As Airflow masks. */
const SECRETS =
  "A variable whose key holds a word such as secret, password, token or api_key is a secret: nobody is shown its value.";

export const addVariables: Group = (program, act) => {
  const variables = program.command("variables").description("variables: list, get, set, delete");
  variables.addHelpText("after", `\n${SECRETS}`);
  addVariableList(variables, act);
  addVariableGet(variables, act);
  addVariableSet(variables, act);
  addDelete(variables, act, "Variable", (client, variable_key) =>
    take(client.api.v2.variables[":variable_key"].$delete({ param: { variable_key } })),
  );
};

const addVariableList: Group = (variables, act) => {
  variables
    .command("list")
    .description("all of them")
    .argument("[pattern]", PATTERN)
    .option("--limit <n>", "at most so many", parseCount, 100)
    .action(
      act<ListOptions>(async ({ client, print }, { limit }, pattern) => {
        const query = { limit, ...(pattern === undefined ? {} : { variable_key_pattern: pattern }) };
        const page = await take(client.api.v2.variables.$get({ query }));
        const columns = [
          { title: "key", text: (one: (typeof page.variables)[number]) => one.key },
          { title: "value", text: (one: (typeof page.variables)[number]) => one.value },
          { title: "description", text: (one: (typeof page.variables)[number]) => one.description ?? "" },
        ];
        print.showTable(page.variables, columns, describeShown(page.variables.length, page.total_entries, "variables"));
      }),
    );
};

const addVariableGet: Group = (variables, act) => {
  variables
    .command("get")
    .description("the value alone; *** stands for what the API shows nobody")
    .argument("<key>")
    .action(
      act(async ({ client, print }, _, variable_key) => {
        const found = await take(client.api.v2.variables[":variable_key"].$get({ param: { variable_key } }));
        print.show(found, () => [found.value ?? ""]);
      }),
    );
};

const addVariableSet: Group = (variables, act) => {
  variables
    .command("set")
    .description("make one, or give it another value")
    .argument("<key>")
    .argument("<value>", "text, @file, or - for stdin")
    .option("--description <text>")
    .action(
      act<{ description?: string }>(async ({ client, print, io }, { description }, key, given) => {
        const value = await readText(io, given);
        const json = { key, value, ...(description === undefined ? {} : { description }) };
        const path = client.api.v2.variables;
        const made = await orExisting(take(path.$post({ json })));
        if (made !== null) return print.done(`Variable ${key} is made.`, made);
        const mask = description === undefined ? ["value"] : ["value", "description"];
        const param = { variable_key: key };
        const done = await take(path[":variable_key"].$patch({ param, query: { update_mask: mask }, json }));
        print.done(`Variable ${key} is changed.`, done);
      }),
    );
};

/** Null when there is one already. */
export async function orExisting<T>(made: Promise<T>): Promise<T | null> {
  try {
    return await made;
  } catch (error) {
    if (error instanceof Failure && error.code === EXIT.refused && /already/.test(error.message)) return null;
    throw error;
  }
}

type Remove = (client: Parameters<Parameters<Act>[0]>[0]["client"], name: string) => Promise<unknown>;

export function addDelete(parent: Parameters<Group>[0], act: Act, noun: string, remove: Remove): void {
  parent
    .command("delete")
    .description("delete it")
    .argument("<name>")
    .action(
      act(async ({ client, print }, _, name) => {
        await remove(client, name);
        print.done(`${noun} ${name} is deleted.`, { deleted: name });
      }),
    );
}

interface PoolOptions {
  readonly description?: string;
  readonly includeDeferred?: boolean;
}

type Pool = { name: string; slots: number; open_slots: number; queued_slots: number; running_slots: number };
const size = (slots: number) => (slots < 0 ? "no limit" : slots);

export const addPools: Group = (program, act) => {
  const pools = program.command("pools").description("pools: list, get, set, delete");
  addPoolList(pools, act);
  addPoolGet(pools, act);
  addPoolSet(pools, act);
  addDelete(pools, act, "Pool", (client, pool_name) =>
    take(client.api.v2.pools[":pool_name"].$delete({ param: { pool_name } })),
  );
};

const addPoolList: Group = (pools, act) => {
  pools
    .command("list")
    .description("all of them, and who holds their slots")
    .argument("[pattern]", PATTERN)
    .option("--limit <n>", "at most so many", parseCount, 100)
    .action(
      act<ListOptions>(async ({ client, print }, { limit }, pattern) => {
        const query = { limit, ...(pattern === undefined ? {} : { pool_name_pattern: pattern }) };
        const page = await take(client.api.v2.pools.$get({ query }));
        print.showTable(page.pools, [
          { title: "pool", text: (one: Pool) => one.name },
          { title: "slots", text: (one: Pool) => size(one.slots), isRight: true },
          { title: "open", text: (one: Pool) => size(one.open_slots), isRight: true },
          { title: "running", text: (one: Pool) => one.running_slots, isRight: true },
          { title: "queued", text: (one: Pool) => one.queued_slots, isRight: true },
        ]);
      }),
    );
};

const addPoolGet: Group = (pools, act) => {
  pools
    .command("get")
    .description("one pool")
    .argument("<name>")
    .action(
      act(async ({ client, print }, _, pool_name) => {
        const found = await take(client.api.v2.pools[":pool_name"].$get({ param: { pool_name } }));
        const { name, description, running_slots, queued_slots } = found;
        const slots = { slots: size(found.slots), open: size(found.open_slots) };
        print.showFields(found, { pool: name, description, ...slots, running: running_slots, queued: queued_slots });
      }),
    );
};

const addPoolSet: Group = (pools, act) => {
  pools
    .command("set")
    .description("make one, or give it another size")
    .argument("<name>")
    .argument("<slots>", "how many; -1 is no limit", (text) => (text === "-1" ? -1 : parseCount(text)))
    .option("--description <text>")
    .option("--include-deferred", "deferred tasks keep their slots")
    .allowUnknownOption(false)
    .action(
      act<PoolOptions>(async ({ client, print }, { description, includeDeferred }, name, given) => {
        const fields = {
          slots: Number(given),
          ...(description === undefined ? {} : { description }),
          ...(includeDeferred === undefined ? {} : { include_deferred: includeDeferred }),
        };
        const made = await orExisting(take(client.api.v2.pools.$post({ json: { name, ...fields } })));
        if (made !== null) return print.done(`Pool ${name} is made.`, made);
        const path = client.api.v2.pools[":pool_name"];
        const done = await take(path.$patch({ param: { pool_name: name }, query: {}, json: fields }));
        print.done(`Pool ${name} has ${size(done.slots)} slots.`, done);
      }),
    );
};
