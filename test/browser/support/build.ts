import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const BUILD = fileURLToPath(new URL("../../../scripts/build-ui.ts", import.meta.url));

/** The dashboard as a person gets it: built once, before any test asks for it. */
export function setup(): void {
  execFileSync(process.execPath, [BUILD, "--if-changed"], { stdio: "inherit" });
}
