import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** What every page needs: libraries, which seldom change, and what the pages are made of. The rest is loaded with its page. */
const FRAMEWORK =
  /node_modules[\\/](react|react-dom|scheduler|@tanstack[\\/](react-router|router-core|history|react-store|store|react-query|query-core))[\\/]|rolldown[\\/]runtime/;
const APP =
  /src[\\/]ui[\\/](main\.|router\.|search-state\.|links\.|api[\\/](http|narrow|query-client|session|home|dags)\.|live[\\/](connection|put-runs|socket|throttle|use-hub)\.|(shell|theme|time|pages[\\/]home)[\\/]|words[\\/](catalogue\.|translate\.|english[\\/](first|admin|common|home|keys|runs|shell|state)\.)|keys[\\/](registry|key-caps)\.|kit[\\/](button|dag-name|field|icon|menu|panel|popover|state-icon|states|time|toast|tooltip)\.)/;

/** What lists of all kinds are made of. */
const LISTS =
  /src[\\/]ui[\\/](pages[\\/](dags|runs)|views|kit[\\/](table|dialog)\.|api[\\/](runs|for-each))|@tanstack[\\/](react-virtual|virtual-core)/;

/** What most other pages are made of: one file, so that the next page brings little. */
const PARTS = /src[\\/]ui[\\/](kit|live|keys)[\\/](?!sheet|code\.)/;

/** The dashboard: a single-page app, served as the Worker's static assets. */
export default defineConfig({
  root: "src/ui",
  base: "/",
  plugins: [react(), tailwindcss()],
  // A page's style comes with the app's one style sheet, and nothing is written into the page as text.
  worker: { format: "es" },
  build: {
    outDir: "../../dist/ui",
    emptyOutDir: true,
    target: ["chrome125", "firefox129", "safari18"],
    sourcemap: false,
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: "framework", test: FRAMEWORK, priority: 4 },
            { name: "app", test: APP, priority: 3 },
            { name: "lists", test: LISTS, priority: 2 },
            { name: "parts", test: PARTS, priority: 1 },
          ],
        },
      },
    },
  },
});
