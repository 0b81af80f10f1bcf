import type { Generated } from "./generate.ts";

/** What a run of the generator came to, for a person: a line about it, and the mends. `start` is of `performance.now()`. */
export function report({ manifest, broken, compiled }: Generated, start: number) {
  const dags = manifest.files.reduce((sum, file) => sum + (file.kind === "compiled" ? file.dags.length : 0), 0);
  const files = `${dags} DAGs in ${manifest.files.length} files, ${broken.length} files broken`;
  const took = `${compiled.length} compiled in ${Math.round(performance.now() - start)} ms`;
  const errors = broken.flatMap((file) => file.errors.map(({ message }) => message));
  return { summary: `${files}; ${took}`, errors };
}
