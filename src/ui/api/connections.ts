import { queryOptions } from "@tanstack/react-query";
import { get, patch, path, post, remove } from "./http.ts";

export const CONNECTIONS = "/api/v2/connections";
export type StandardField = "host" | "login" | "password" | "schema" | "port";
export const STANDARD: readonly StandardField[] = ["host", "login", "password", "schema", "port"];

/** What is secret comes as `***`, and `***` sent back leaves it. */
export interface Connection {
  readonly connection_id: string;
  readonly conn_type: string;
  readonly description: string | null;
  readonly host: string | null;
  readonly login: string | null;
  readonly schema: string | null;
  readonly port: number | null;
  readonly password: string | null;
  /** An object as JSON. */
  readonly extra: string | null;
  readonly team_name: string | null;
}

export interface FieldForm {
  readonly title: string;
  readonly placeholder: string | null;
  readonly is_required: boolean;
}
export interface ExtraForm extends FieldForm {
  readonly type: string;
  readonly is_secret: boolean;
}
export interface ConnectionType {
  readonly conn_type: string;
  readonly title: string;
  readonly fields: Readonly<Partial<Record<StandardField, FieldForm>>>;
  readonly extra_fields: Readonly<Record<string, ExtraForm>>;
}

export const connectionTypesQuery = queryOptions({
  queryKey: ["connection-types"],
  queryFn: ({ signal }) =>
    get<{ readonly connection_types: readonly ConnectionType[] }>("/api/x/connectionTypes", { signal }),
  staleTime: Infinity,
});

export function createConnection(body: Connection): Promise<unknown> {
  return post(CONNECTIONS, { body });
}
export function saveConnection(name: string, body: Connection): Promise<unknown> {
  return patch(path`/api/v2/connections/${name}`, { body });
}
export function deleteConnection(name: string): Promise<unknown> {
  return remove(path`/api/v2/connections/${name}`);
}
export function testConnection(body: Connection): Promise<{ readonly status: boolean; readonly message: string }> {
  return post("/api/v2/connections/test", { body });
}

/** Outside of the default team things are called `team.name`. */
export function nameOf(name: string, team: string | null): string {
  return team === null ? name : `${team}.${name}`;
}
