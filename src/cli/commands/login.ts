import { hostname } from "node:os";
import { createClient, type ApiClient } from "../../client/index.ts";
import { parseSpan } from "../moments.ts";
import type { Group, Work } from "../cli.ts";
import { EXIT, Failure } from "../failure.ts";
import { forgetLogin, saveLogin } from "../saved-login.ts";
import { hear, refuse, take } from "../take.ts";

interface LoginOptions {
  readonly username: string;
  readonly passwordStdin?: boolean;
  readonly withToken?: boolean;
  readonly expires: string;
}

export const addLogin: Group = (program, act) => {
  addSessionLogin(program, act);
  addSessionLogout(program, act);
  addSessionWhoami(program, act);
};

const addSessionLogin: Group = (program, act) => {
  program
    .command("login")
    .description("sign in, and keep the address and a token of this machine's own")
    .option("-u, --username <name>", "who signs in", "admin")
    .option("--password-stdin", "read the password from stdin (or set TRADEWIND_PASSWORD)")
    .option("--with-token", "read a token from stdin instead of making one")
    .option("--expires <span>", "how long the token works", "30d")
    .addHelpText(
      "after",
      "\nThe token is kept in the user's configuration folder, readable by its owner only.\nTRADEWIND_URL and TRADEWIND_TOKEN go before what is kept.",
    )
    .action(
      act<LoginOptions>(async (work, options) => {
        const { url } = work.target;
        const token = options.withToken === true ? (await work.io.readInput()).trim() : await makeToken(work, options);
        const me = await take(createClient(url, { token }).api.x.me.$get());
        const path = saveLogin(work.io.env, { url, token, user: me.user });
        const sentence = `Signed in to ${url} as ${me.user} (${me.role}). The token is kept in ${path}`;
        work.print.done(sentence, { url, user: me.user, role: me.role, file: path });
      }),
    );
};

const addSessionLogout: Group = (program, act) => {
  program
    .command("logout")
    .description("revoke the kept token, and forget it")
    .action(
      act(async (work) => {
        const { target, io, print } = work;
        if (target.from === "environment")
          throw new Failure(EXIT.usage, "The token comes from TRADEWIND_TOKEN; unset it");
        if (target.from === "nowhere") return print.done("Nobody is signed in.", { signed_out: false });
        try {
          await revoke(target.url, target.token ?? "");
        } catch (error) {
          // One that is not valid any more, or cannot be told, is forgotten all the same.
          if (error instanceof Failure) print.remark(`It could not be revoked: ${error.message}`);
        }
        forgetLogin(io.env);
        print.done(`Signed out of ${target.url}.`, { signed_out: true });
      }),
    );
};

const addSessionWhoami: Group = (program, act) => {
  program
    .command("whoami")
    .description("who is signed in, where, and what they may do")
    .action(
      act(async ({ client, target, print }) => {
        const me = await take(client.api.x.me.$get());
        print.showFields(
          { url: target.url, ...me },
          {
            user: me.is_user ? me.user : `${me.user} (a program's own token)`,
            role: me.role,
            team: me.team ?? "every team",
            url: target.url,
            "token from": target.from === "file" ? "login" : "TRADEWIND_TOKEN",
          },
        );
      }),
    );
};

/** A token for this machine, which its owner sees in the list of tokens and may revoke alone. */
async function makeToken(work: Work, options: LoginOptions): Promise<string> {
  const { io, target } = work;
  const password = await readPassword(work, options);
  const anonymous = createClient(target.url);
  const json = { username: options.username, password };
  const { access_token: first } = await take(anonymous.auth.token.cli.$post({ json }));
  const client: ApiClient = createClient(target.url, { token: first });
  const { role } = await take(client.api.x.me.$get());
  const expires_at = new Date(io.now() + parseSpan(options.expires)).toISOString();
  const name = `command line on ${hostname()}`.slice(0, 100);
  const { access_token } = await take(client.api.x.tokens.$post({ json: { name, role, expires_at } }));
  await revoke(target.url, first);
  return access_token;
}

async function readPassword({ io, target }: Work, options: LoginOptions): Promise<string> {
  const given = io.env["TRADEWIND_PASSWORD"];
  if (options.passwordStdin === true) return (await io.readInput()).replace(/\r?\n$/, "");
  if (given !== undefined) return given;
  // Nobody types a password for an address where nobody answers.
  await take(createClient(target.url).api.v2.version.$get());
  return io.ask(`Password of ${options.username}: `, true);
}

/** Airflow sends whoever has signed out to a page: it is not followed. */
async function revoke(url: string, token: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await hear(fetch(`${url}/api/v2/auth/logout`, { headers, redirect: "manual" }));
  const said = await answer.text();
  if (answer.status >= 400) throw refuse(answer.status, said);
}
