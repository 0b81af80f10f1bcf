import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const WORKER = fileURLToPath(new URL("../fixtures/worker.ts", import.meta.url));
const GEN = fileURLToPath(new URL("../../../src/gen", import.meta.url));

/** A temporary folder with a state, a DAG folder and a copy of the fixture Worker that a test may edit. */
export class Workspace {
  readonly folder = mkdtempSync(join(tmpdir(), "local-host-"));
  readonly stateDir = join(this.folder, "state");
  readonly dagsDir = join(this.folder, "dags");
  readonly entry = join(this.folder, "worker.ts");
  readonly workerText = readFileSync(WORKER, "utf8").replaceAll("../../../src/gen", GEN);

  constructor() {
    this.write("worker.ts", this.workerText);
    this.write("dags/one.ts", dagText("one"));
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  remove(path = ""): void {
    rmSync(join(this.folder, path), { recursive: true, force: true });
  }
}

/** A DAG file that exports the DAG under its own id. */
export function dagText(id: string): string {
  return `import { dag } from "tradewind";\nexport const ${id} = dag("${id}");\n${id}.task("a", () => 1);\n`;
}
