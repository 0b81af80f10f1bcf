import type { ReactNode } from "react";

interface PanelProps {
  readonly title: ReactNode;
  readonly count?: number | undefined;
  /** Links or buttons at the end of the title's line. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
}

/** A titled part of a page. */
export function Panel({ title, count, actions, children, className = "" }: PanelProps) {
  return (
    <section className={`min-w-0 overflow-hidden rounded-lg border border-line bg-surface ${className}`}>
      <header className="flex h-9 items-center gap-2 border-b border-line ps-3 pe-1.5">
        <h2 className="text-sm font-semibold">{title}</h2>
        {count !== undefined && <span className="tabular text-xs text-ink-3">{count}</span>}
        <span className="flex-1" />
        {actions}
      </header>
      {children}
    </section>
  );
}
