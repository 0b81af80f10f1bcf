import { useParams, useRouterState } from "@tanstack/react-router";
import { useEffect } from "react";
import { useWords, type WordKey } from "../words/catalogue.ts";
import { NAVIGATION } from "./navigation.ts";
import { findPart, SECTIONS } from "./sections.ts";
import { findView, nameTab, type Place } from "./title.ts";

export function usePlace(): Place {
  const pathname = useRouterState({ select: ({ location }) => location.pathname });
  return { ...useParams({ strict: false }), pathname };
}

/** The entry of the main navigation that a page belongs to. */
export function findSection(pathname: string): (typeof NAVIGATION)[number] | undefined {
  const top = findPart(pathname) ?? `/${pathname.split("/")[1] ?? ""}`;
  return NAVIGATION.find(({ to }) => to === top);
}

/** The page of a section, a DAG or a run that has a name in words. */
export function findPageWords(place: Place): WordKey | null {
  const view = findView(place);
  if (view !== null) return `shell.${view}`;
  return SECTIONS.find(({ to }) => to === place.pathname)?.words ?? null;
}

/** Names the browser's tab after the page. */
export function useTabName(): void {
  const t = useWords();
  const place = usePlace();
  const words =
    findPageWords(place) ??
    ((place.dagId ?? place.importedId) === undefined ? findSection(place.pathname)?.words : undefined);
  const name = nameTab(words === undefined ? null : t(words), place, t("shell.product"));
  useEffect(() => {
    document.title = name;
  }, [name]);
}
