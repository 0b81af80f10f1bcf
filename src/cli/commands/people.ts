import { type Act, type Group, type Work } from "../cli.ts";
import { refuseUsage } from "../failure.ts";
import { formatMoment, parseSpan } from "../moments.ts";
import { take } from "../take.ts";
import { addDelete } from "./configuration.ts";

const ROLES = ["viewer", "operator", "author", "admin"] as const;
type Role = (typeof ROLES)[number];
const ROLE_HELP = ROLES.join(", ");

function readRole(text: string): Role {
  const role = ROLES.find((one) => one === text);
  if (role === undefined) throw refuseUsage(`"${text}" is no role: ${ROLE_HELP}`);
  return role;
}

interface CreateUser {
  readonly role: Role;
  readonly team?: string;
  readonly passwordStdin?: boolean;
  readonly withoutPassword?: boolean;
}

export const addUsers: Group = (program, act) => {
  const users = program.command("users").description("users: list, create, give a role or a password, delete");
  users
    .command("list")
    .description("all within reach")
    .action(
      act(async ({ client, print }) => {
        const { users: found } = await take(client.api.x.users.$get());
        type Row = (typeof found)[number];
        print.showTable(found, [
          { title: "user", text: (one: Row) => one.username },
          { title: "role", text: (one: Row) => one.role },
          { title: "team", text: (one: Row) => one.team_name ?? "every team" },
          { title: "may sign in", text: (one: Row) => (one.is_active ? "yes" : "no") },
          { title: "since", text: (one: Row) => formatMoment(one.created_at) },
        ]);
      }),
    );
  users
    .command("create")
    .description("make a user; the password, of 12 characters or more, is asked for")
    .argument("<username>")
    .requiredOption("--role <role>", ROLE_HELP, readRole)
    .option("--team <name>", "of this team only")
    .option("--password-stdin", "read the password from stdin (or set TRADEWIND_NEW_PASSWORD)")
    .option("--without-password", "signs in with tokens only")
    .action(
      act<CreateUser>(async (work, { role, team, passwordStdin, withoutPassword }, username) => {
        const password = withoutPassword === true ? null : await readPassword(work, username, passwordStdin);
        const json = { username, role, password, ...(team === undefined ? {} : { team_name: team }) };
        const made = await take(work.client.api.x.users.$post({ json }));
        work.print.done(`User ${username} is made: ${made.role} of ${made.team_name ?? "every team"}.`, made);
      }),
    );
  addUserChanges(users, act);
  addDelete(users, act, "User", (client, username) =>
    take(client.api.x.users[":username"].$delete({ param: { username } })),
  );
};

function addUserChanges(users: Parameters<Group>[0], act: Act): void {
  users
    .command("set")
    .description("change a user's role or team, or keep them out")
    .argument("<username>")
    .option("--role <role>", ROLE_HELP, readRole)
    .option("--team <name>", "of this team only; an empty text is every team")
    .option("--active", "may sign in")
    .option("--inactive", "may not, and no token of theirs works")
    .action(
      act<{ role?: Role; team?: string; active?: boolean; inactive?: boolean }>(
        async ({ client, print }, options, username) => {
          const { role, team, active, inactive } = options;
          const json = {
            ...(role === undefined ? {} : { role }),
            ...(team === undefined ? {} : { team_name: team === "" ? null : team }),
            ...(active === true || inactive === true ? { is_active: inactive !== true } : {}),
          };
          if (Object.keys(json).length === 0)
            throw refuseUsage("Say what changes: --role, --team, --active or --inactive");
          const done = await take(client.api.x.users[":username"].$patch({ param: { username }, json }));
          const may = done.is_active ? "" : ", and may not sign in";
          print.done(`User ${username} is ${done.role} of ${done.team_name ?? "every team"}${may}.`, done);
        },
      ),
    );
  users
    .command("password")
    .description("give a user another password; all their logins end")
    .argument("<username>")
    .option("--password-stdin", "read the password from stdin (or set TRADEWIND_NEW_PASSWORD)")
    .action(
      act<{ passwordStdin?: boolean }>(async (work, { passwordStdin }, username) => {
        const password = await readPassword(work, username, passwordStdin);
        await take(work.client.api.x.users[":username"].password.$put({ param: { username }, json: { password } }));
        work.print.done(`User ${username} has another password.`, { username });
      }),
    );
}

async function readPassword({ io }: Work, username: string, fromInput: boolean | undefined): Promise<string> {
  if (fromInput === true) return (await io.readInput()).replace(/\r?\n$/, "");
  const given = io.env["TRADEWIND_NEW_PASSWORD"];
  if (given !== undefined && given !== "") return given;
  const first = await io.ask(`New password of ${username}: `, true);
  const second = await io.ask("Once more: ", true);
  if (first !== second) throw refuseUsage("The two are not the same");
  return first;
}

interface CreateToken {
  readonly role?: Role;
  readonly expires: string;
  readonly user?: string;
  readonly program?: boolean;
  readonly team?: string;
}

export const addTokens: Group = (program, act) => {
  const tokens = program.command("tokens").description("tokens of programs: list, create, revoke");
  addTokenList(tokens, act);
  addTokenCreate(tokens, act);
  addTokenRevoke(tokens, act);
};

const addTokenList: Group = (tokens, act) => {
  tokens
    .command("list")
    .description("your own; an administrator sees all within reach")
    .option("--user <name>", "of this user only")
    .action(
      act<{ user?: string }>(async ({ client, print }, { user }) => {
        const query = user === undefined ? {} : { username: user };
        const { tokens: found } = await take(client.api.x.tokens.$get({ query }));
        type Row = (typeof found)[number];
        print.showTable(found, [
          { title: "id", text: (one: Row) => one.id },
          { title: "name", text: (one: Row) => one.name },
          { title: "user", text: (one: Row) => one.username ?? "(a program's own)" },
          { title: "role", text: (one: Row) => one.role },
          { title: "expires", text: (one: Row) => formatMoment(one.expires_at) },
          { title: "last used", text: (one: Row) => formatMoment(one.last_used_at) },
        ]);
      }),
    );
};

const addTokenCreate: Group = (tokens, act) => {
  tokens
    .command("create")
    .description("make a token; it is shown once, on stdout")
    .argument("<name>", "what it is for")
    .option("--role <role>", `at most: ${ROLE_HELP}; yours unless given`, readRole)
    .option("--expires <span>", "how long it works: 12h, 30d, or never", "90d")
    .option("--user <name>", "that it acts for, instead of you")
    .option("--program", "of no user: it stays when its maker goes")
    .option("--team <name>", "for this team only")
    .action(act<CreateToken>((work, options, name) => createToken(work, options, name)));
};

const addTokenRevoke: Group = (tokens, act) => {
  tokens
    .command("revoke")
    .description("let a token work no more")
    .argument("<id>")
    .action(
      act(async ({ client, print }, _, token_id) => {
        await take(client.api.x.tokens[":token_id"].$delete({ param: { token_id } }));
        print.done(`Token ${token_id} is revoked.`, { revoked: token_id });
      }),
    );
};

async function createToken({ client, print, io }: Work, options: CreateToken, name: string): Promise<void> {
  const role = options.role ?? (await take(client.api.x.me.$get())).role;
  const isForEver = options.expires === "never";
  const json = {
    name,
    role,
    expires_at: isForEver ? null : new Date(io.now() + parseSpan(options.expires)).toISOString(),
    ...(options.program === true ? { username: null } : {}),
    ...(options.user === undefined ? {} : { username: options.user }),
    ...(options.team === undefined ? {} : { team_name: options.team }),
  };
  const made = await take(client.api.x.tokens.$post({ json }));
  const until = made.expires_at === null ? "until it is revoked" : `until ${formatMoment(made.expires_at)}`;
  print.remark(`Token ${made.id} (${made.role}) works ${until}. It is not shown again.`);
  print.show(made, () => [made.access_token]);
}
