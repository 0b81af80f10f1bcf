import type { IconName } from "../kit/icon.tsx";
import type { WordKey } from "../words/catalogue.ts";

/** What stands in the main navigation, with the key after `g`. A page that belongs there adds a line. */
export const NAVIGATION = [
  { to: "/", icon: "home", words: "shell.home", keys: "g h", keyWords: "keys.goHome" },
  { to: "/dags", icon: "dag", words: "shell.dags", keys: "g d", keyWords: "keys.goDags" },
  { to: "/runs", icon: "runs", words: "shell.runs", keys: "g r", keyWords: "keys.goRuns" },
  { to: "/assets", icon: "database", words: "shell.assets", keys: "g a", keyWords: "keys.goAssets" },
  { to: "/admin", icon: "wrench", words: "shell.adminPages", keys: "g m", keyWords: "keys.goHealth" },
] as const satisfies readonly {
  readonly to: string;
  readonly icon: IconName;
  readonly words: WordKey;
  readonly keys: string;
  readonly keyWords: WordKey;
}[];
