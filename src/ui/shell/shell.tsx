import { Outlet, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { useShortcuts } from "../keys/registry.ts";
import { Opening } from "../kit/states.tsx";
import { Toasts } from "../kit/toast.tsx";
import { useHub } from "../live/use-hub.ts";
import { setPreferences } from "../theme/preferences.ts";
import { useWords, withWords } from "../words/catalogue.ts";
import { Header } from "./header.tsx";
import { NAVIGATION } from "./navigation.ts";
import { useTabName } from "./place.ts";
import { useSections } from "./sections.ts";
import { SideNavigation } from "./side-navigation.tsx";

const KeySheet = lazy(async () => ({ default: (await withWords(import("../keys/sheet.tsx"))).KeySheet }));
const Palette = lazy(async () => ({ default: (await withWords(import("../palette/palette.tsx"))).Palette }));
type Overlay = "palette" | "keys" | null;

/** What stands around every page: navigation, header, messages, palette and the sheet of keys. */
export function Shell() {
  const t = useWords();
  const [overlay, setOverlay] = useState<Overlay>(null);
  useGeneralShortcuts(setOverlay);
  useHub();
  useTabName();
  const close = () => setOverlay(null);
  return (
    <div className="flex h-full flex-col sm:flex-row">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:absolute focus:start-2 focus:top-2 focus:z-40 focus:rounded focus:bg-raised focus:px-3 focus:py-2"
      >
        {t("shell.skip")}
      </a>
      <SideNavigation />
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">
        <Header onSearch={() => setOverlay("palette")} onShowKeys={() => setOverlay("keys")} />
        <main id="content" tabIndex={-1} className="min-h-0 flex-1 overflow-auto outline-none">
          <Outlet />
        </main>
      </div>
      <Toasts />
      <Suspense fallback={<Opening />}>
        {overlay === "keys" && <KeySheet onClose={close} />}
        {overlay === "palette" && <Palette onClose={close} />}
      </Suspense>
    </div>
  );
}

function useGeneralShortcuts(show: (overlay: Overlay) => void): void {
  const navigate = useNavigate();
  const going = [...NAVIGATION, ...useSections()].map(({ to, keys, keyWords }) => ({
    keys,
    words: keyWords,
    group: "go" as const,
    run: () => void navigate({ to }),
  }));
  useShortcuts([
    ...going,
    { keys: "Mod+k", words: "keys.palette", group: "general", run: () => show("palette") },
    { keys: "?", words: "keys.sheet", group: "general", run: () => show("keys") },
    { keys: "t", words: "keys.theme", group: "general", run: switchTheme },
  ]);
}

function switchTheme(): void {
  setPreferences({ theme: isDark() ? "light" : "dark" });
}

function isDark(): boolean {
  const chosen = document.documentElement.dataset["theme"];
  return chosen === "dark" || (chosen === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
}
