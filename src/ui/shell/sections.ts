import { useQuery } from "@tanstack/react-query";
import { meQuery, type Deed } from "../api/session.ts";
import type { WordKey } from "../words/catalogue.ts";

/** The parts of "Admin": a page that belongs there adds a line, with the key after `g` and what its reader must be allowed. */
export const SECTIONS = [
  { to: "/admin", words: "admin.health", keys: "g m", keyWords: "keys.goHealth", needs: "read" },
  {
    to: "/admin/connections",
    words: "admin.connections",
    keys: "g c",
    keyWords: "keys.goConnections",
    needs: "operate",
  },
  { to: "/admin/variables", words: "admin.variables", keys: "g v", keyWords: "keys.goVariables", needs: "operate" },
  { to: "/admin/pools", words: "admin.pools", keys: "g p", keyWords: "keys.goPools", needs: "read" },
  { to: "/admin/users", words: "admin.users", keys: "g u", keyWords: "keys.goUsers", needs: "administer" },
  { to: "/admin/tokens", words: "admin.tokens", keys: "g k", keyWords: "keys.goTokens", needs: "read" },
  { to: "/admin/audit", words: "admin.audit", keys: "g l", keyWords: "keys.goAudit", needs: "read" },
  {
    to: "/admin/import-errors",
    words: "admin.importErrors",
    keys: "g e",
    keyWords: "keys.goImportErrors",
    needs: "read",
  },
  { to: "/admin/imports", words: "admin.imports", keys: "g i", keyWords: "keys.goImports", needs: "read" },
  { to: "/reference", words: "admin.reference", keys: "g o", keyWords: "keys.goReference", needs: "read" },
] as const satisfies readonly {
  readonly to: string;
  readonly words: WordKey;
  readonly keys: string;
  readonly keyWords: WordKey;
  readonly needs: Deed;
}[];

/** Where a page belongs in the main navigation whose path does not begin with that part's. */
export function findPart(pathname: string): "/admin" | "/dags" | null {
  if (SECTIONS.some(({ to }) => to === pathname)) return "/admin";
  return pathname.startsWith("/imports/") ? "/dags" : null;
}

/** Those that the person may see. */
export function useSections(): readonly (typeof SECTIONS)[number][] {
  const may = useQuery(meQuery).data?.may;
  return SECTIONS.filter(({ needs }) => may?.[needs] === true);
}
