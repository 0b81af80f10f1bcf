// Usage: npm run rebuild -- --url URL [--user NAME --password PASSWORD]
import { parseArgs } from "node:util";
import { z } from "zod";

const HELP = `Fills the tables in D1 that repeat what objects and deployment hold: npm run rebuild -- --url URL

  --url URL          where Tradewind is served
  --user NAME        an administrator of every team, with --password or TRADEWIND_PASSWORD
  --password TEXT    better given as TRADEWIND_PASSWORD, where no list of processes shows it
  --help             this text

TRADEWIND_TOKEN is used when there is no --user. It may be stopped and started again at any time.`;

const answer = z.object({ done: z.boolean(), rebuilt: z.number(), next_cursor: z.string().nullable() });

/** What failed for a moment is asked again this many times, each a second later. */
const TRIES = 30;

async function post(url: string, body: unknown, token: string | null): Promise<unknown> {
  const headers = {
    "content-type": "application/json",
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
  };
  for (let tried = 1; ; tried += 1) {
    const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
    if (response.ok) return await response.json();
    const text = await response.text();
    if (response.status < 500 || tried === TRIES) throw new Error(`${url} answered ${response.status}: ${text}`);
    await new Promise((resolve) => void setTimeout(resolve, 1_000));
  }
}

async function logIn(url: string, username: string, password: string): Promise<string> {
  const body = await post(`${url}/auth/token`, { username, password }, null);
  return z.object({ access_token: z.string() }).parse(body).access_token;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      url: { type: "string" },
      user: { type: "string" },
      password: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return console.log(HELP);
  if (values.url === undefined) throw new Error("--url is missing; --help says more");
  const url = values.url.replace(/\/$/, "");
  const password = values.password ?? process.env["TRADEWIND_PASSWORD"] ?? "";
  const given = process.env["TRADEWIND_TOKEN"];
  if (values.user === undefined && given === undefined) throw new Error("give --user, or set TRADEWIND_TOKEN");
  const token = values.user === undefined ? (given ?? "") : await logIn(url, values.user, password);
  let rebuilt = 0;
  for (let cursor: string | null = null; ;) {
    const step = answer.parse(await post(`${url}/api/x/rebuild`, { cursor }, token));
    rebuilt += step.rebuilt;
    console.log(`${rebuilt} runs`);
    if (step.done) return console.log("done");
    cursor = step.next_cursor;
  }
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
