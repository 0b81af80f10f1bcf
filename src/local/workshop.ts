import { join } from "node:path";
import { createBundler, type Built, type BundleOptions } from "./bundle.ts";
import { startGenerator, type GeneratorReport } from "./generator.ts";

/** Turns DAG files and sources into the Worker's bundle, again and again. */
export interface Workshop {
  readonly script: string;
  make(): Promise<{ readonly report: GeneratorReport; readonly built: Built }>;
  close(): Promise<void>;
}

export interface WorkshopOptions extends Omit<BundleOptions, "outFile"> {
  readonly dagsDir: string;
  readonly stateDir: string;
}

export async function openWorkshop({ dagsDir, stateDir, ...options }: WorkshopOptions): Promise<Workshop> {
  const script = join(stateDir, "bundle", "worker.js");
  const generator = startGenerator(dagsDir, options.genDir);
  const bundler = await createBundler({ ...options, outFile: script });
  return {
    script,
    async make() {
      const report = await generator.generate();
      return { report, built: await bundler.build() };
    },
    async close() {
      generator.stop();
      await bundler.dispose();
    },
  };
}
