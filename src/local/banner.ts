import type { AdminLogin } from "./admin-password.ts";

/** What a person needs to begin: where it is, how to get in, and what to try. */
export function renderBanner(url: string, login: AdminLogin): string {
  return [
    "",
    `  Tradewind is at ${url}`,
    `  Log in as admin; ${describePassword(login)}`,
    "",
    "  Try:",
    "    edit or add a file below dags/; it is live in about a second",
    `    open ${url} and trigger a DAG`,
    `    curl -s ${url}/auth/token -H 'content-type: application/json' -d '{"username":"admin","password":"…"}'`,
    `    curl -s ${url}/api/v2/dags -H 'authorization: Bearer TOKEN'`,
    "",
    "  Ctrl-C stops it; what it stored stays.",
    "",
  ].join("\n");
}

function describePassword(login: AdminLogin): string {
  switch (login.kind) {
    case "given":
      return "the first password is the one in TRADEWIND_ADMIN_PASSWORD";
    case "made":
      return `the password is ${login.password} (shown this once; change it after logging in)`;
    case "known_before":
      return "the password was shown when this state folder was first used";
  }
}
