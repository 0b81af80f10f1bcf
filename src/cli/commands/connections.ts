import { describeShown, parseCount, readText, type Group, type Work } from "../cli.ts";
import { refuseUsage } from "../failure.ts";
import { take } from "../take.ts";
import { addDelete, orExisting } from "./configuration.ts";

interface SetOptions {
  readonly type?: string;
  readonly host?: string;
  readonly port?: number;
  readonly login?: string;
  readonly schema?: string;
  readonly extra?: string;
  readonly description?: string;
  readonly passwordStdin?: boolean;
  readonly uri?: string;
}

export const addConnections: Group = (program, act) => {
  const connections = program.command("connections").description("connections: list, get, set, delete");
  connections.addHelpText(
    "after",
    "\nA connection is tested by a task that uses it: the deployment connects nowhere by itself.",
  );
  addList(connections, act);
  addGet(connections, act);
  addSet(connections, act);
  addDelete(connections, act, "Connection", (client, connection_id) =>
    take(client.api.v2.connections[":connection_id"].$delete({ param: { connection_id } })),
  );
};

const addList: Group = (connections, act) => {
  connections
    .command("list")
    .description("all of them; passwords are never shown")
    .argument("[pattern]", "part of the id")
    .option("--limit <n>", "at most so many", parseCount, 100)
    .action(
      act<{ limit: number }>(async ({ client, print }, { limit }, pattern) => {
        const query = { limit, ...(pattern === undefined ? {} : { connection_id_pattern: pattern }) };
        const page = await take(client.api.v2.connections.$get({ query }));
        type Row = (typeof page.connections)[number];
        const columns = [
          { title: "connection", text: (one: Row) => one.connection_id },
          { title: "type", text: (one: Row) => one.conn_type },
          { title: "host", text: (one: Row) => one.host },
          { title: "login", text: (one: Row) => one.login },
          { title: "password", text: (one: Row) => (one.password === null ? "" : one.password) },
          { title: "description", text: (one: Row) => one.description ?? "" },
        ];
        const { connections: rows } = page;
        print.showTable(rows, columns, describeShown(rows.length, page.total_entries, "connections"));
      }),
    );
};

const addGet: Group = (connections, act) => {
  connections
    .command("get")
    .description("one connection; *** stands for what the API shows nobody")
    .argument("<id>")
    .action(
      act(async ({ client, print }, _, connection_id) => {
        const found = await take(client.api.v2.connections[":connection_id"].$get({ param: { connection_id } }));
        const { connection_id: id, conn_type: type, ...rest } = found;
        print.showFields(found, { connection: id, type, ...rest });
      }),
    );
};

const addSet: Group = (connections, act) => {
  connections
    .command("set")
    .description("make one, or change the fields that are given")
    .argument("<id>")
    .option("--type <type>", "postgres, http, aws …; needed for a new one")
    .option("--uri <uri>", "type://login:password@host:port/schema, or - for stdin")
    .option("--host <host>")
    .option("--port <n>", "", parseCount)
    .option("--login <name>")
    .option("--schema <text>")
    .option("--extra <json>", "JSON, @file, or - for stdin")
    .option("--description <text>")
    .option("--password-stdin", "read the password from stdin (or set TRADEWIND_CONNECTION_PASSWORD)")
    .action(act<SetOptions>((work, options, id) => setConnection(work, options, id)));
};

async function setConnection(work: Work, options: SetOptions, connection_id: string): Promise<void> {
  const { client, print } = work;
  const { type: conn_type, ...fields } = await readFields(work, options);
  const path = client.api.v2.connections;
  const made =
    conn_type === undefined
      ? null
      : await orExisting(take(path.$post({ json: { connection_id, conn_type, ...fields } })));
  if (made !== null) return print.done(`Connection ${connection_id} is made.`, made);
  const param = { connection_id };
  const known = await take(path[":connection_id"].$get({ param }));
  const json = { connection_id, conn_type: conn_type ?? known.conn_type, ...fields };
  const mask = [...(conn_type === undefined ? [] : ["conn_type"]), ...Object.keys(fields)];
  if (mask.length === 0) throw refuseUsage("Say what changes: --host, --login, --extra …");
  const done = await take(path[":connection_id"].$patch({ param, query: { update_mask: mask }, json }));
  print.done(`Connection ${connection_id} is changed.`, done);
}

type Fields = { type?: string; host?: string; port?: number; login?: string; schema?: string } & {
  extra?: string;
  description?: string;
  password?: string;
};

async function readFields({ io }: Work, options: SetOptions): Promise<Fields> {
  const { uri, extra, passwordStdin } = options;
  const fields: Fields = uri === undefined ? {} : parseUri((await readText(io, uri)).trim());
  for (const name of ["type", "host", "login", "schema", "description"] as const) {
    const given = options[name];
    if (given !== undefined) fields[name] = given;
  }
  if (options.port !== undefined) fields.port = options.port;
  if (extra !== undefined) fields.extra = await readText(io, extra);
  const password = io.env["TRADEWIND_CONNECTION_PASSWORD"];
  if (passwordStdin === true) fields.password = (await io.readInput()).replace(/\r?\n$/, "");
  else if (password !== undefined && password !== "") fields.password = password;
  return fields;
}

/** As Airflow reads one: parts are percent-encoded, the query is the extra. */
export function parseUri(text: string): Fields {
  const match = /^([\w+.-]+):\/\/(?:([^:@/?]*)(?::([^@/?]*))?@)?([^:/?]*)(?::(\d+))?(?:\/([^?]*))?(?:\?(.*))?$/.exec(
    text,
  );
  if (match === null) throw refuseUsage("The URI is none: write type://login:password@host:port/schema?key=value");
  const [, type = "", ...parts] = match;
  const [login, password, host, port, schema, query] = parts.map((part) => (part === "" ? undefined : part));
  const extra = query === undefined ? undefined : JSON.stringify(Object.fromEntries(new URLSearchParams(query)));
  const texts = { login, password, host, schema };
  const given = Object.entries(texts).flatMap(([name, part]) =>
    part === undefined ? [] : [[name, decodeURIComponent(part)] as const],
  );
  return {
    type: type.replaceAll("-", "_"),
    ...Object.fromEntries(given),
    ...(port === undefined ? {} : { port: Number(port) }),
    ...(extra === undefined ? {} : { extra }),
  };
}
