import type { Translated } from "../translate.ts";
import type { first as source } from "../english/first.ts";
import { admin } from "./admin.ts";
import { common } from "./common.ts";
import { home } from "./home.ts";
import { keys } from "./keys.ts";
import { runs } from "./runs.ts";
import { shell } from "./shell.ts";
import { state } from "./state.ts";

export const first: Translated<typeof source> = {
  admin,
  common,
  home,
  keys,
  runs,
  shell,
  state,
};
