import { useEffect, useRef, type KeyboardEvent, type ReactNode } from "react";

export interface Tab {
  readonly id: string;
  readonly label: string;
  readonly count?: number;
}

interface TabsProps {
  readonly label: string;
  readonly tabs: readonly Tab[];
  readonly current: string;
  readonly onChange: (id: string) => void;
  /** The panel of the current tab. */
  readonly children?: ReactNode;
}

/** Which tab is shown belongs in the URL: `const [tab, setTab] = useSearchState("tab")`. */
export function Tabs({ label, tabs, current, onChange, children }: TabsProps) {
  const list = useRef<HTMLDivElement>(null);
  // On a phone the current one may be beyond the edge.
  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [current]);
  return (
    <>
      <div
        ref={list}
        role="tablist"
        tabIndex={-1}
        aria-label={label}
        className="flex gap-1 overflow-x-auto border-b border-line px-3"
        onKeyDown={moveTab}
      >
        {tabs.map((tab) => (
          <button
            key={tab.id}
            type="button"
            role="tab"
            aria-selected={tab.id === current}
            tabIndex={tab.id === current ? 0 : -1}
            onClick={() => onChange(tab.id)}
            className="-mb-px flex h-9 items-center gap-1.5 border-b-2 border-transparent px-2 text-sm font-medium whitespace-nowrap text-ink-2 hover:text-ink aria-selected:border-accent aria-selected:text-ink"
          >
            {tab.label}
            {tab.count !== undefined && <span className="tabular text-xs text-ink-3">{tab.count}</span>}
          </button>
        ))}
      </div>
      {children !== undefined && <div role="tabpanel">{children}</div>}
    </>
  );
}

function moveTab(event: KeyboardEvent<HTMLDivElement>): void {
  const tabs = [...event.currentTarget.querySelectorAll("button")];
  const at = tabs.findIndex((tab) => tab === document.activeElement);
  const isBackward = document.documentElement.dir === "rtl" ? "ArrowRight" : "ArrowLeft";
  if (at < 0 || (event.key !== "ArrowRight" && event.key !== "ArrowLeft")) return;
  event.preventDefault();
  const next = tabs.at((at + (event.key === isBackward ? -1 : 1)) % tabs.length);
  next?.focus();
  next?.click();
}
