import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";

/** The part of the URL that holds what is looked at: plain texts, so that links stay readable. */
export type Search = Readonly<Record<string, string | undefined>>;

/** `?a=1&b=x` as texts; a name that comes twice counts once. */
export function parseSearch(text: string): Search {
  return Object.fromEntries(new URLSearchParams(text));
}

export function stringifySearch(search: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(search).filter(([, value]) => value !== undefined && value !== "");
  const text = new URLSearchParams(entries.map(([name, value]) => [name, String(value)])).toString();
  return text === "" ? "" : `?${text}`;
}

/** One value of the view, kept in the URL: a reload, a link and the back button find it again. An empty text removes it. */
export function useSearchState(name: string, fallback = ""): readonly [string, (value: string) => void] {
  const search: Search = useSearch({ strict: false });
  const change = useSearchChange();
  const set = useCallback(
    (value: string) => change({ [name]: value === fallback ? undefined : value }),
    [change, name, fallback],
  );
  return [search[name] ?? fallback, set];
}

/** Changes several at once. It replaces the entry of the history: going back leaves the page. */
export function useSearchChange(): (changed: Search) => void {
  const navigate = useNavigate();
  return useCallback(
    (changed) => void navigate({ to: ".", search: (search: Search) => ({ ...search, ...changed }), replace: true }),
    [navigate],
  );
}
