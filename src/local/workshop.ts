import { join } from "node:path";
import { createBundler, type Built, type Bundler, type BundleOptions } from "./bundle.ts";
import { startGenerator, type DagGenerator, type GeneratorReport } from "./generator.ts";

/** Turns DAG files and sources into the Worker's bundle, again and again. */
export interface Workshop {
  readonly script: string;
  /** One call at a time. */
  make(): Promise<{ readonly report: GeneratorReport; readonly built: Built }>;
  close(): Promise<void>;
}

export interface WorkshopOptions extends Omit<BundleOptions, "outFile"> {
  readonly dagsDir: string;
  readonly stateDir: string;
}

interface Tools {
  readonly generator: DagGenerator;
  readonly bundler: Bundler;
}

/** The tools take several times the memory of what they make, and a second to start: they go when nobody edits for a while. */
const IDLE = 60_000;

export function openWorkshop({ dagsDir, stateDir, ...options }: WorkshopOptions): Workshop {
  const script = join(stateDir, "bundle", "worker.js");
  let tools: Promise<Tools> | null = null;
  let timer: NodeJS.Timeout | null = null;

  const take = async (): Promise<Tools> => ({
    generator: startGenerator(dagsDir, options.genDir),
    bundler: await createBundler({ ...options, outFile: script }),
  });
  const close = async () => {
    if (timer !== null) clearTimeout(timer);
    const taken = tools;
    tools = null;
    if (taken === null) return;
    const { generator, bundler } = await taken;
    generator.stop();
    await bundler.dispose();
  };
  return {
    script,
    async make() {
      if (timer !== null) clearTimeout(timer);
      const { generator, bundler } = await (tools ??= take());
      const report = await generator.generate();
      const built = await bundler.build();
      timer = setTimeout(() => void close(), IDLE).unref();
      return { report, built };
    },
    close,
  };
}
