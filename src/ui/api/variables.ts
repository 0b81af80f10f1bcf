import { patch, path, post, remove } from "./http.ts";

export const VARIABLES = "/api/v2/variables";

/** What is secret comes as `***`, and `***` sent back leaves it; null when it cannot be read. */
export interface Variable {
  readonly key: string;
  readonly value: string | null;
  readonly description: string | null;
  readonly team_name: string | null;
}

export function createVariable(body: Variable): Promise<unknown> {
  return post(VARIABLES, { body });
}
export function saveVariable(name: string, body: Variable): Promise<unknown> {
  return patch(path`/api/v2/variables/${name}`, { body });
}
export function deleteVariable(name: string): Promise<unknown> {
  return remove(path`/api/v2/variables/${name}`);
}
