import { useQuery } from "@tanstack/react-query";
import { Link, useLocation } from "@tanstack/react-router";
import { useEffect, useRef, type ReactNode } from "react";
import { importsQuery } from "../api/imports.ts";
import { useSections } from "../shell/sections.ts";
import { useWords } from "../words/catalogue.ts";

/** What administers a deployment, side by side; whoever looks sees the parts that are open to them. */
export function AdminFrame({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const t = useWords();
  const sections = useShownSections();
  const list = useRef<HTMLUListElement>(null);
  const { pathname } = useLocation();
  // On a phone the current one may be beyond the edge.
  useEffect(() => {
    list.current?.querySelector("[data-status=active]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [pathname, sections.length]);
  return (
    <div className="flex h-full flex-col">
      <h1 className="sr-only">{title}</h1>
      <nav aria-label={t("admin.sections")} className="shrink-0 overflow-x-auto border-b border-line px-3">
        <ul ref={list} className="flex gap-1">
          {sections.map(({ to, words, keys }) => (
            <li key={to}>
              <Link
                to={to}
                title={`${t(words)} (${keys})`}
                activeOptions={{ exact: true, includeSearch: false }}
                className="-mb-px flex h-9 items-center border-b-2 border-transparent px-2 text-sm font-medium whitespace-nowrap text-ink-2 -outline-offset-2 hover:text-ink data-[status=active]:border-accent data-[status=active]:text-ink"
              >
                {t(words)}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div className="min-h-0 flex-1 overflow-auto">{children}</div>
    </div>
  );
}

/** Most deployments never import: only one that did has the part that tells of it, and who asks for it by its address. */
function useShownSections() {
  const sections = useSections();
  const { pathname } = useLocation();
  const count = useQuery(importsQuery).data?.imports.length;
  return sections.filter(({ to }) => to !== "/admin/imports" || to === pathname || (count ?? 0) > 0);
}
