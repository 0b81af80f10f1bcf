import { admin } from "./admin.ts";
import { common } from "./common.ts";
import { home } from "./home.ts";
import { keys } from "./keys.ts";
import { runs } from "./runs.ts";
import { shell } from "./shell.ts";
import { state } from "./state.ts";

/** What the first view says: the shell, home, and what stands on every page. It comes with the app. */
export const first = {
  admin,
  common,
  home,
  keys,
  runs,
  shell,
  state,
};
