import type { Catalogue } from "../catalogue.ts";
import { common } from "./common.ts";
import { dags } from "./dags.ts";
import { grid } from "./grid.ts";
import { home } from "./home.ts";
import { keys } from "./keys.ts";
import { log } from "./log.ts";
import { login } from "./login.ts";
import { runs } from "./runs.ts";
import { shell } from "./shell.ts";
import { state } from "./state.ts";

export const german: Catalogue = { common, dags, grid, home, keys, log, login, runs, shell, state };
