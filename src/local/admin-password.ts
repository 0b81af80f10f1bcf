import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** How `admin` may log in. A password is known here only until the Worker has made the user. */
export type AdminLogin =
  | { readonly kind: "given"; readonly password: string }
  | { readonly kind: "made"; readonly password: string }
  | { readonly kind: "known_before" };

const VARIABLE = "TRADEWIND_ADMIN_PASSWORD";

export interface AdminPassword {
  readonly login: AdminLogin;
  /** What the Worker is told. */
  readonly vars: Readonly<Record<string, string>>;
  /** The user exists: forgets a password that was made here. */
  readonly confirm: () => void;
}

/**
 * Logs in once with a password made here, which makes the user, and returns how `admin` may log in now: a password that
 * another state of the database refuses is not shown as valid.
 */
export async function proveLogin(url: string, { login, confirm }: AdminPassword): Promise<AdminLogin> {
  if (login.kind !== "made") return login;
  const response = await fetch(`${url}/auth/token`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ username: "admin", password: login.password }),
  });
  await response.body?.cancel();
  if (response.ok || response.status === 401) confirm();
  return response.status === 401 ? { kind: "known_before" } : login;
}

/**
 * The first user's password: from `vars` or the environment, else a random one. A random one is kept in the state folder
 * until the user is made, so that a start that is cut short does not print a password nobody can use.
 */
export function chooseAdminPassword(stateDir: string, vars: Readonly<Record<string, unknown>>): AdminPassword {
  const path = join(stateDir, "admin-password");
  const given = vars[VARIABLE] ?? process.env[VARIABLE];
  const confirm = () => {
    writeFileSync(path, "", { mode: 0o600 });
  };
  if (typeof given === "string" && given !== "") {
    return { login: { kind: "given", password: given }, vars: { [VARIABLE]: given }, confirm };
  }
  const kept = existsSync(path) ? readFileSync(path, "utf8") : null;
  if (kept === "") return { login: { kind: "known_before" }, vars: {}, confirm };
  const password = kept ?? randomBytes(12).toString("base64url");
  mkdirSync(stateDir, { recursive: true });
  writeFileSync(path, password, { mode: 0o600 });
  return { login: { kind: "made", password }, vars: { [VARIABLE]: password }, confirm };
}
