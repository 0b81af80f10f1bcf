import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createQueryClient } from "./api/query-client.ts";
import { meQuery } from "./api/session.ts";
import { listenToKeys } from "./keys/registry.ts";
import { createAppRouter } from "./router.tsx";
import "./styles.css";
import { applyPreferences } from "./theme/preferences.ts";
import { applyLanguage } from "./words/catalogue.ts";

const queryClient = createQueryClient(() => {
  const { pathname, href } = router.state.location;
  if (pathname !== "/login") void router.navigate({ to: "/login", search: { next: href } });
});
const router = createAppRouter(queryClient);

applyPreferences();
listenToKeys(() => router.state.status === "pending");
// Asked before anything is drawn, so that the answer travels while the page's code does.
if (location.pathname !== "/login") void queryClient.prefetchQuery(meQuery);
await applyLanguage();

const place = document.getElementById("root");
if (place === null) throw new Error("the document has no #root");
createRoot(place).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
