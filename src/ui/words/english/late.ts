import { action } from "./action.ts";
import { assetGraph } from "./asset-graph.ts";
import { assets } from "./assets.ts";
import { audit } from "./audit.ts";
import { backfills } from "./backfills.ts";
import { calendar } from "./calendar.ts";
import { connections } from "./connections.ts";
import { dag } from "./dag.ts";
import { dags } from "./dags.ts";
import { details } from "./details.ts";
import { graph } from "./graph.ts";
import { grid } from "./grid.ts";
import { health } from "./health.ts";
import { history } from "./history.ts";
import { importErrors } from "./import-errors.ts";
import { imports } from "./imports.ts";
import { log } from "./log.ts";
import { login } from "./login.ts";
import { palette } from "./palette.ts";
import { pools } from "./pools.ts";
import { reference } from "./reference.ts";
import { run } from "./run.ts";
import { simulator } from "./simulator.ts";
import { task } from "./task.ts";
import { timeline } from "./timeline.ts";
import { tokens } from "./tokens.ts";
import { trigger } from "./trigger.ts";
import { users } from "./users.ts";
import { variables } from "./variables.ts";
import { versions } from "./versions.ts";

/** What all other pages say: it comes with the first of them. A new area stands here. */
export const late = {
  action,
  assetGraph,
  assets,
  audit,
  backfills,
  calendar,
  connections,
  dag,
  dags,
  details,
  graph,
  grid,
  health,
  history,
  importErrors,
  imports,
  log,
  login,
  palette,
  pools,
  reference,
  run,
  simulator,
  task,
  timeline,
  tokens,
  trigger,
  users,
  variables,
  versions,
};
