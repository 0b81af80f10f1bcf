import { useSearch } from "@tanstack/react-router";
import type { Search } from "../../search-state.ts";
import { SCOPES, SORTS, type Choice } from "./choose-lines.ts";

/** The list's choice, from the URL; what it does not know is as if it were not there. */
export function useChoice(): Choice {
  const { q = "", scope, tag = "", owner = "", team = "", favorites, sort }: Search = useSearch({ strict: false });
  return {
    text: q,
    scope: SCOPES.find((one) => one === scope) ?? "all",
    tag,
    owner,
    team,
    isFavorite: favorites === "on",
    sort: SORTS.find((one) => one === sort) ?? "name",
  };
}
