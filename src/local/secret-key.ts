import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const VARIABLE = "TRADEWIND_SECRET_KEY";

/**
 * The key of variables and connections, as the Worker is told it: from `vars` or the environment, else one that is made
 * at the first start and kept in the state folder beside what it encrypts. Without the file the state's secrets are lost.
 */
export function chooseSecretKey(
  stateDir: string,
  vars: Readonly<Record<string, unknown>>,
): Readonly<Record<string, string>> {
  const given = vars[VARIABLE] ?? process.env[VARIABLE];
  if (typeof given === "string" && given !== "") return { [VARIABLE]: given };
  const path = join(stateDir, "secret-key");
  if (existsSync(path)) return { [VARIABLE]: readFileSync(path, "utf8") };
  const key = randomBytes(32).toString("base64");
  mkdirSync(stateDir, { recursive: true });
  writeFileSync(path, key, { mode: 0o600, flag: "wx" });
  return { [VARIABLE]: key };
}
