import { createHash } from "node:crypto";
import { builtinModules } from "node:module";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { build, type BuildFailure, type BuildOptions, type BuildResult, type Message, type Plugin } from "esbuild";
import { refuse, succeed, type Result } from "../../src/core/result.ts";
import { describeBundleError, describeSyntaxError, describeUnresolvedImport, type Fault } from "./faults.ts";
import { PRODUCT_SCHEME } from "./product-scheme.ts";
import { ROOT } from "./root.ts";

/** The executable form of one DAG file, alone. */
export interface Bundle {
  /** 32 hex digits of SHA-256 over `code`. */
  readonly bundleId: string;
  readonly code: string;
  /** Source map of `code`, JSON. */
  readonly map: string;
  /** Absolute paths of every file that went in. */
  readonly inputs: readonly string[];
}

const BUILTINS = new Set(builtinModules);

/**
 * Bundles one DAG file. The product (`tradewind`, files of src/) and zod stay outside, comments and white space go, so
 * that neither an upgrade of the product nor a reformatting changes the bundle's id. Places in faults begin with the
 * name of the DAG folder.
 */
export async function bundleFile(dagsDir: string, file: string): Promise<Result<Bundle, Fault[]>> {
  try {
    return succeed(readBundle(dirname(dagsDir), await build(describeBuild(dagsDir, file))));
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    return refuse(error.errors.map((message) => explain(message, `${basename(dagsDir)}/${file}`)));
  }
}

function describeBuild(dagsDir: string, file: string) {
  return {
    entryPoints: [join(dagsDir, file)],
    absWorkingDir: dirname(dagsDir),
    outfile: "dag.js",
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    sourcemap: "external",
    sourcesContent: false,
    legalComments: "none",
    format: "esm",
    target: "es2024",
    platform: "neutral",
    mainFields: ["browser", "module", "main"],
    conditions: ["workerd", "worker", "browser"],
    external: ["cloudflare:*", "node:*"],
    plugins: [leaveProductOutside],
    logLevel: "silent",
  } satisfies BuildOptions;
}

const leaveProductOutside: Plugin = {
  name: "leave-product-outside",
  setup(pluginBuild) {
    pluginBuild.onResolve({ filter: /^(tradewind|zod)(\/|$)/ }, ({ path }) => ({ path, external: true }));
    pluginBuild.onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir }) => {
      const inside = relative(ROOT, resolve(resolveDir, path)).split(sep).join("/");
      return inside.startsWith("src/") ? { path: `${PRODUCT_SCHEME}${inside}`, external: true } : undefined;
    });
    pluginBuild.onResolve({ filter: /^[a-z_/0-9]+$/ }, ({ path }) =>
      BUILTINS.has(path) ? { path: `node:${path}`, external: true } : undefined,
    );
  },
};

type Built = BuildResult<ReturnType<typeof describeBuild>>;

function readBundle(workingDir: string, result: Built): Bundle {
  const find = (extension: string) => result.outputFiles.find(({ path }) => path.endsWith(extension))?.text ?? "";
  const code = find(".js");
  return {
    bundleId: createHash("sha256").update(code).digest("hex").slice(0, 32),
    code,
    map: find(".map"),
    inputs: Object.keys(result.metafile.inputs).map((path) => resolve(workingDir, path)),
  };
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && "errors" in error && Array.isArray(error.errors);
}

function explain({ text, location }: Message, file: string): Fault {
  const place =
    location === null
      ? { file, line: null, column: null }
      : { file: location.file, line: location.line, column: location.column + 1 };
  const specifier = /^Could not resolve "([^"]+)"/.exec(text)?.[1];
  if (specifier !== undefined) return describeUnresolvedImport(place, specifier);
  return location === null ? describeBundleError(place, text) : describeSyntaxError(place, text);
}
