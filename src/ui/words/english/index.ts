import { action } from "./action.ts";
import { admin } from "./admin.ts";
import { assets } from "./assets.ts";
import { audit } from "./audit.ts";
import { backfills } from "./backfills.ts";
import { calendar } from "./calendar.ts";
import { common } from "./common.ts";
import { connections } from "./connections.ts";
import { dag } from "./dag.ts";
import { dags } from "./dags.ts";
import { details } from "./details.ts";
import { graph } from "./graph.ts";
import { grid } from "./grid.ts";
import { health } from "./health.ts";
import { history } from "./history.ts";
import { home } from "./home.ts";
import { importErrors } from "./import-errors.ts";
import { keys } from "./keys.ts";
import { log } from "./log.ts";
import { login } from "./login.ts";
import { palette } from "./palette.ts";
import { pools } from "./pools.ts";
import { reference } from "./reference.ts";
import { run } from "./run.ts";
import { runs } from "./runs.ts";
import { shell } from "./shell.ts";
import { simulator } from "./simulator.ts";
import { state } from "./state.ts";
import { task } from "./task.ts";
import { timeline } from "./timeline.ts";
import { tokens } from "./tokens.ts";
import { trigger } from "./trigger.ts";
import { users } from "./users.ts";
import { variables } from "./variables.ts";
import { versions } from "./versions.ts";

/** Every word of the dashboard, by area; a page has an area of its own. English decides which keys there are. */
export const english = {
  action,
  admin,
  assets,
  audit,
  backfills,
  calendar,
  common,
  connections,
  dag,
  dags,
  details,
  graph,
  grid,
  health,
  history,
  home,
  importErrors,
  keys,
  log,
  login,
  palette,
  pools,
  reference,
  run,
  runs,
  shell,
  simulator,
  state,
  task,
  timeline,
  tokens,
  trigger,
  users,
  variables,
  versions,
};
