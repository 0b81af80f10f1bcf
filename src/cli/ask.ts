import { EXIT, Failure } from "./failure.ts";
import { hear, refuse } from "./take.ts";

export interface Asked {
  readonly method?: "GET" | "POST";
  readonly token?: string | null;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly json?: unknown;
}

/** One JSON request to a server whose interface the typed client does not know. Errors: see take. */
export async function ask(url: string, { method = "GET", token, query = {}, json }: Asked = {}): Promise<unknown> {
  const address = new URL(url);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) address.searchParams.set(name, String(value));
  }
  const headers = {
    accept: "application/json",
    ...(token === undefined || token === null ? {} : { authorization: `Bearer ${token}` }),
    ...(json === undefined ? {} : { "content-type": "application/json" }),
  };
  const body = json === undefined ? {} : { body: JSON.stringify(json) };
  const response = await hear(fetch(address, { method, headers, ...body }));
  const text = await response.text();
  if (!response.ok) throw refuse(response.status, text);
  try {
    return text === "" ? null : (JSON.parse(text) as unknown);
  } catch {
    throw new Failure(
      EXIT.refused,
      `${address.origin} answered with something that is no JSON; is it the right address?`,
    );
  }
}
