import {
  STANDARD,
  type Connection,
  type ConnectionType,
  type ExtraForm,
  type StandardField,
} from "../../api/connections.ts";

/** A connection as a form holds it: texts. */
export interface Draft {
  readonly id: string;
  readonly type: string;
  readonly description: string;
  readonly team: string;
  readonly standard: Readonly<Record<StandardField, string>>;
  /** Fields that the type names. */
  readonly extra: Readonly<Record<string, string>>;
  /** An object as JSON: what the type does not name. */
  readonly others: string;
}

type Fields = Readonly<Record<string, unknown>>;

export function toDraft(given: Connection | null, types: readonly ConnectionType[]): Draft {
  const type = given?.conn_type ?? types[0]?.conn_type ?? "generic";
  const fields = readFields(given);
  const known = types.find(({ conn_type }) => conn_type === type)?.extra_fields ?? {};
  const others = Object.fromEntries(Object.entries(fields).filter(([name]) => !(name in known)));
  const own = Object.keys(known).map((name) => [name, toText(fields[name])] as const);
  const standard = Object.fromEntries(STANDARD.map((name) => [name, toText(given?.[name])]));
  return {
    id: given?.connection_id ?? "",
    type,
    description: given?.description ?? "",
    team: given?.team_name ?? "",
    standard: { host: "", login: "", password: "", schema: "", port: "", ...standard },
    extra: Object.fromEntries(own),
    others: Object.keys(others).length === 0 ? "" : JSON.stringify(others, null, 2),
  };
}

/** The connection of a form; a field that the type has no use for stays as it was. */
export function toConnection(draft: Draft, type: ConnectionType | undefined): Connection {
  const { id, standard, description, team } = draft;
  const own = Object.entries(type?.extra_fields ?? {}).flatMap(([name, form]) => {
    const text = draft.extra[name] ?? "";
    return text === "" ? [] : [[name, readField(text, form)] as const];
  });
  const extra = { ...readObject(draft.others), ...Object.fromEntries(own) };
  return {
    connection_id: id.trim(),
    conn_type: draft.type,
    description: orNull(description),
    host: orNull(standard.host),
    login: orNull(standard.login),
    schema: orNull(standard.schema),
    port: standard.port === "" ? null : Number(standard.port),
    password: orNull(standard.password),
    extra: Object.keys(extra).length === 0 ? null : JSON.stringify(extra),
    team_name: orNull(team),
  };
}

/** Names of the form's fields that cannot be sent as they are. */
export function listInvalid(draft: Draft, type: ConnectionType | undefined): ReadonlySet<string> {
  const invalid = new Set<string>();
  if (!/^[\p{L}\p{N}_.-]{1,200}$/u.test(draft.id.trim())) invalid.add("id");
  if (draft.others !== "" && readObject(draft.others) === null) invalid.add("others");
  if (!/^\d{0,5}$/.test(draft.standard.port)) invalid.add("port");
  for (const [name, form] of Object.entries(type?.extra_fields ?? {})) {
    const text = draft.extra[name] ?? "";
    if (text !== "" && form.type === "object" && text !== "***" && readObject(text) === null) invalid.add(name);
    if (text !== "" && form.type === "integer" && !/^-?\d+$/.test(text)) invalid.add(name);
  }
  return invalid;
}

function readFields(given: Connection | null): Fields {
  return readObject(given?.extra ?? "") ?? {};
}

function readField(text: string, { type }: ExtraForm): unknown {
  if (type === "integer") return Number(text);
  if (type === "boolean") return text === "true";
  return type === "object" ? (readObject(text) ?? text) : text;
}

function readObject(text: string): Fields | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : null;
  } catch {
    return null;
  }
}

function toText(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

function orNull(text: string): string | null {
  return text === "" ? null : text;
}
