import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { DagLine } from "../api/dags.ts";
import { runsQuery, type Run } from "../api/runs.ts";
import { useMay } from "../api/session.ts";
import { useMarkFavorite } from "../favorites/star.tsx";
import { linkToRun } from "../links.ts";
import { useActions } from "../pages/dags/use-actions.ts";
import { useLines } from "../pages/dags/use-lines.ts";
import { NAVIGATION } from "../shell/navigation.ts";
import { useSections } from "../shell/sections.ts";
import { setPreferences } from "../theme/preferences.ts";
import { formatFull } from "../time/format.ts";
import { useWords } from "../words/catalogue.ts";
import { useImportedEntries } from "./use-imported.ts";
import { findEntries, type Entry, type EntryGroup } from "./entry.ts";

const MOST = 7;
const MOST_DEEDS = 6;

/** What the palette offers for a text, the likeliest group first. */
export function useEntries(text: string): readonly EntryGroup[] {
  const { lines } = useLines();
  const { data } = useInfiniteQuery(runsQuery({}));
  const dags = findEntries(useDagEntries(lines), text, MOST);
  const runs = findEntries(useRunEntries(data?.pages[0]?.dag_runs ?? []), text, text === "" ? 3 : MOST);
  const meant = text === "" ? [] : lines;
  const deeds = findEntries([...useDagActions(meant), ...useFavoriteActions(meant)], text, MOST_DEEDS);
  const pages = findEntries(usePageEntries(), text, MOST);
  const preferences = findEntries(usePreferenceEntries(), text, text === "" ? 2 : MOST);
  const groups: EntryGroup[] = [
    { name: "pages", entries: pages },
    { name: "dags", entries: dags },
    { name: "actions", entries: [...deeds, ...preferences] },
    { name: "runs", entries: runs },
    { name: "imported", entries: useImportedEntries(text) },
  ];
  return groups.filter(({ entries }) => entries.length > 0);
}

function usePageEntries(): readonly Entry[] {
  const t = useWords();
  const navigate = useNavigate();
  const pages = NAVIGATION.map(({ to, icon, words, keys }) => ({
    id: `page:${to}`,
    label: t(words),
    icon,
    keys,
    run: () => void navigate({ to }),
  }));
  const sections = useSections().map(({ to, words, keys }) => ({
    id: `section:${to}`,
    label: t(words),
    icon: "wrench" as const,
    keys,
    run: () => void navigate({ to }),
  }));
  const failed: Entry = {
    id: "page:failed",
    label: t("palette.failedRuns"),
    icon: "warning",
    run: () => void navigate({ to: "/runs", search: { state: "failed", hours: "24" } }),
  };
  const favorites: Entry = {
    id: "page:favorites",
    label: t("palette.favoriteDags"),
    icon: "star",
    run: () => void navigate({ to: "/dags", search: { favorites: "on" } }),
  };
  // Without a text only the first ones are shown, and what failed is looked for oftener than a section.
  return [...pages, failed, ...sections, favorites];
}

function useDagEntries(lines: readonly DagLine[]): readonly Entry[] {
  const navigate = useNavigate();
  // Without a text only the first ones are shown.
  const ordered = lines.toSorted((one, other) => Number(other.is_favorite) - Number(one.is_favorite));
  return ordered.map(({ dag_id: dagId, description, is_paused, runs }) => {
    const [last] = runs;
    return {
      id: `dag:${dagId}`,
      label: dagId,
      icon: "dag",
      ...(description === null ? {} : { hint: description }),
      ...(is_paused ? { state: "paused" as const } : last && { state: last.state }),
      run: () => void navigate({ to: "/dags/$dagId", params: { dagId } }),
    };
  });
}

function useRunEntries(runs: readonly Run[]): readonly Entry[] {
  const navigate = useNavigate();
  return runs.map(({ dag_id, dag_run_id, state, run_after }) => ({
    id: `run:${dag_id}/${dag_run_id}`,
    label: dag_id,
    hint: `${dag_run_id} · ${formatFull(Date.parse(run_after))}`,
    icon: "runs",
    state,
    run: () => void navigate(linkToRun(dag_id, dag_run_id)),
  }));
}

/** Everyone has favourites. */
function useFavoriteActions(lines: readonly DagLine[]): readonly Entry[] {
  const t = useWords();
  const mark = useMarkFavorite();
  return lines.map(({ dag_id: dag, is_favorite: isFavorite }) => ({
    id: `favorite:${dag}`,
    label: t(isFavorite ? "palette.dropFavorite" : "palette.addFavorite", { dag }),
    icon: "star",
    run: () => mark(dag, !isFavorite),
  }));
}

/** Not offered to those who may only read. */
function useDagActions(lines: readonly DagLine[]): readonly Entry[] {
  const t = useWords();
  const { pause, trigger } = useActions();
  if (!useMay("operate")) return [];
  return lines.flatMap(({ dag_id: dag, is_paused }) => [
    {
      id: `trigger:${dag}`,
      label: t("palette.triggerDag", { dag }),
      icon: "play" as const,
      run: () => void trigger([dag]),
    },
    {
      id: `pause:${dag}`,
      label: t(is_paused ? "palette.unpauseDag" : "palette.pauseDag", { dag }),
      icon: "pause" as const,
      run: () => void pause([dag], !is_paused),
    },
  ]);
}

function usePreferenceEntries(): readonly Entry[] {
  const t = useWords();
  return [
    { id: "dark", label: t("palette.dark"), icon: "sun", run: () => setPreferences({ theme: "dark" }) },
    { id: "light", label: t("palette.light"), icon: "sun", run: () => setPreferences({ theme: "light" }) },
    { id: "system", label: t("palette.system"), icon: "sun", run: () => setPreferences({ theme: "system" }) },
    { id: "compact", label: t("palette.compact"), icon: "grid", run: () => setPreferences({ density: "compact" }) },
    {
      id: "comfortable",
      label: t("palette.comfortable"),
      icon: "grid",
      run: () => setPreferences({ density: "comfortable" }),
    },
    { id: "utc", label: t("palette.utc"), icon: "clock", run: () => setPreferences({ zone: "utc" }) },
    { id: "local", label: t("palette.local"), icon: "clock", run: () => setPreferences({ zone: "local" }) },
    { id: "en", label: "English", icon: "globe", run: () => setPreferences({ language: "en" }) },
    { id: "de", label: "Deutsch", icon: "globe", run: () => setPreferences({ language: "de" }) },
  ];
}
