import type { Json } from "./json.ts";
import { isFields } from "./sensitive.ts";

/** How to reach another system, as authors get it. Airflow's fields. */
export interface Connection {
  readonly connectionId: string;
  /** Airflow's conn_type: one of CONNECTION_TYPES, or any other word. */
  readonly type: string;
  readonly host: string | null;
  readonly login: string | null;
  readonly password: string | null;
  readonly schema: string | null;
  readonly port: number | null;
  /** Further fields, by the type's own names. */
  readonly extra: Readonly<Record<string, Json>>;
}

/** A standard field that a type has no use for does not stand in its `fields`. */
export interface FieldForm {
  readonly title: string;
  readonly placeholder?: string;
  /** A typed read is refused without it. */
  readonly isRequired?: true;
}
export interface ExtraForm extends FieldForm {
  readonly type: "string" | "integer" | "boolean" | "object";
  /** Shown masked; its name has to be sensitive too. */
  readonly isSecret?: true;
}
export type StandardField = "host" | "login" | "password" | "schema" | "port";

export interface ConnectionType {
  readonly title: string;
  readonly fields: Readonly<Partial<Record<StandardField, FieldForm>>>;
  readonly extra: Readonly<Record<string, ExtraForm>>;
}

/** The types we know, for forms and for authors' types. Names are those of Airflow's providers where there is one. */
export const CONNECTION_TYPES = {
  generic: {
    title: "Generic",
    fields: {
      host: { title: "Host" },
      login: { title: "Login" },
      password: { title: "Password" },
      schema: { title: "Schema" },
      port: { title: "Port" },
    },
    extra: {},
  },
  http: {
    title: "HTTP",
    fields: {
      host: { title: "Base URL", placeholder: "https://api.example.com", isRequired: true },
      login: { title: "User name" },
      password: { title: "Password or bearer token" },
      port: { title: "Port" },
    },
    extra: {
      headers: { title: "Headers of each request", type: "object" },
      api_key: { title: "API key", type: "string", isSecret: true },
    },
  },
  d1: {
    title: "Cloudflare D1 (SQLite)",
    fields: { host: { title: "Name of the binding", placeholder: "DB", isRequired: true } },
    extra: {},
  },
  postgres: {
    title: "PostgreSQL",
    fields: {
      host: { title: "Host", placeholder: "db.example.com", isRequired: true },
      login: { title: "User", isRequired: true },
      password: { title: "Password" },
      schema: { title: "Database", placeholder: "postgres" },
      port: { title: "Port", placeholder: "5432" },
    },
    extra: { sslmode: { title: "SSL mode", placeholder: "require", type: "string" } },
  },
  mysql: {
    title: "MySQL",
    fields: {
      host: { title: "Host", placeholder: "db.example.com", isRequired: true },
      login: { title: "User", isRequired: true },
      password: { title: "Password" },
      schema: { title: "Database" },
      port: { title: "Port", placeholder: "3306" },
    },
    extra: { charset: { title: "Character set", placeholder: "utf8mb4", type: "string" } },
  },
  s3: {
    title: "S3 or R2",
    fields: {
      host: { title: "Endpoint", placeholder: "https://ACCOUNT.r2.cloudflarestorage.com", isRequired: true },
      login: { title: "Access key id", isRequired: true },
      password: { title: "Secret access key", isRequired: true },
      schema: { title: "Bucket" },
    },
    extra: {
      region: { title: "Region", placeholder: "auto", type: "string" },
      session_token: { title: "Session token", type: "string", isSecret: true },
    },
  },
  slack: {
    title: "Slack",
    fields: {
      host: { title: "Base URL", placeholder: "https://slack.com/api" },
      password: { title: "Token", isRequired: true },
    },
    extra: { channel: { title: "Channel", placeholder: "#data", type: "string" } },
  },
} as const satisfies Readonly<Record<string, ConnectionType>>;

export type ConnectionTypeName = keyof typeof CONNECTION_TYPES;

/** What keeps a connection from being one of that type, in words; null when nothing does. */
export function explainMismatch(name: ConnectionTypeName, connection: Connection): string | null {
  const { fields, extra }: ConnectionType = CONNECTION_TYPES[name];
  const { connectionId, type } = connection;
  if (type !== name) return `Connection "${connectionId}" is of type "${type}" and not "${name}"`;
  const lacking = STANDARD.find((field) => fields[field]?.isRequired === true && (connection[field] ?? "") === "");
  if (lacking !== undefined) return `Connection "${connectionId}" lacks its ${lacking}`;
  const wrong = Object.entries(extra).find(([field, form]) => !fits(connection.extra[field], form));
  return wrong === undefined
    ? null
    : `Connection "${connectionId}" needs "${wrong[0]}" in its extra as ${wrong[1].type}`;
}

const STANDARD: readonly StandardField[] = ["host", "login", "password", "schema", "port"];

function fits(value: Json | undefined, { type, isRequired }: ExtraForm): boolean {
  if (value === undefined) return isRequired !== true;
  if (type === "object") return isFields(value);
  return type === "integer" ? Number.isInteger(value) : typeof value === type;
}
