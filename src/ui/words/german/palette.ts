import type { Translation } from "../translate.ts";
import type { palette as english } from "../english/palette.ts";

export const palette: Translation<typeof english> = {
  title: "Suchen oder springen zu",
  placeholder: "Ein DAG, ein Lauf, eine Seite, eine Aktion…",
  none: "Nichts passt.",
  pages: "Seiten",
  dags: "DAGs",
  runs: "Läufe",
  imported: "Übernommen",
  actions: "Aktionen",
  triggerDag: "{dag} anstoßen",
  pauseDag: "{dag} pausieren",
  unpauseDag: "{dag} fortsetzen",
  addFavorite: "{dag} zu den Favoriten",
  dropFavorite: "{dag} aus den Favoriten nehmen",
  favoriteDags: "Favorisierte DAGs",
  failedRuns: "Läufe, die in den letzten 24 Stunden fehlschlugen",
  light: "Helles Erscheinungsbild",
  dark: "Dunkles Erscheinungsbild",
  system: "Erscheinungsbild des Systems",
  compact: "Kompakte Zeilen",
  comfortable: "Bequeme Zeilen",
  utc: "Zeiten in UTC",
  local: "Zeiten in der lokalen Zone",
};
