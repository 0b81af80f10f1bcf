import type { ClientResponse } from "hono/client";
import { z } from "zod";
import { EXIT, Failure } from "./failure.ts";

/** The body of an answer that went well. */
type Taken<R> = R extends ClientResponse<infer Body, 200 | 201 | 202 | 204, string> ? Body : never;

const entry = z.object({ loc: z.array(z.union([z.string(), z.number()])), msg: z.string() });
const problem = z.object({ detail: z.union([z.string(), z.array(entry)]) });

/** The answer's body. Throws a Failure with the deployment's own words, or for one that does not answer. */
export async function take<R extends ClientResponse<unknown, number, string>>(asked: Promise<R>): Promise<Taken<R>> {
  const response = await hear(asked);
  if (response.ok) return (response.status === 204 ? null : await response.json()) as Taken<R>;
  throw refuse(response.status, await response.text());
}

/** Throws a Failure when nothing came back. */
export async function hear<R>(asked: Promise<R>): Promise<R> {
  try {
    return await asked;
  } catch (error) {
    const hint = "Is it running there? --url, or TRADEWIND_URL, names another address";
    throw new Failure(EXIT.unreachable, `The deployment does not answer: ${describeError(error)}. ${hint}`);
  }
}

/** The reason of a fetch that failed stands in its cause. */
export function describeError(error: unknown): string {
  const causes: string[] = [];
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const code: unknown = Reflect.get(cause, "code");
    causes.push(cause.message === "" && typeof code === "string" ? code : cause.message);
  }
  return causes.at(-1) ?? String(error);
}

export function refuse(status: number, body: string): Failure {
  const sentence = readSentence(body) ?? `it answered with status ${status}`;
  const isLogin = sentence === "Invalid credentials";
  if (status === 401 && isLogin) return new Failure(EXIT.notSignedIn, "The name or the password is wrong");
  if (status === 401) {
    const known = sentence.replace(/; sign in again$/, "");
    return new Failure(EXIT.notSignedIn, `${known}. Sign in with \`tradewind login\`, or set another TRADEWIND_TOKEN`);
  }
  return new Failure(status === 502 || status === 503 || status === 504 ? EXIT.unreachable : EXIT.refused, sentence);
}

function readSentence(body: string): string | null {
  try {
    const { detail } = problem.parse(JSON.parse(body));
    if (typeof detail === "string") return detail;
    return detail
      .map(({ loc, msg }) => [loc, msg.replace("Value error, ", "")] as const)
      .map(([loc, msg]) => `${loc.slice(1).join(".") || "request"}: ${msg}`)
      .join("; ");
  } catch {
    return null;
  }
}
