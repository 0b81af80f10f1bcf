import { z } from "@hono/zod-openapi";
import { DEFAULT_TEAM } from "../core/ids.ts";
import { listImportedSources, type SourceKey } from "../store/imported.ts";
import type { ApiContext } from "./environment.ts";
import { text } from "./parameters.ts";
import { Problem } from "./problem.ts";

export const sourcePath = z.object({ source: z.string().regex(/^[\w.-]{1,100}$/) });

/** Two teams may have imported the same deployment under one name. */
export const sourceQuery = z.object({ team: text });

/** Of the team asked for or the caller's, else the one that has it: names of sources are few, and each is a place. */
export async function chooseSource(context: ApiContext, source: string, asked?: string): Promise<SourceKey> {
  const own = context.var.principal.team;
  if (asked !== undefined && own !== null && asked !== own) throw refuseSource(source);
  const team = asked ?? own;
  if (team !== null) return { team, source };
  const known = (await listImportedSources(context.env.DB, null)).find((one) => one.source === source);
  return { team: known?.team ?? DEFAULT_TEAM, source };
}

export function refuseSource(source: string): Problem {
  return new Problem(404, `Nothing was copied from \`${source}\``);
}
