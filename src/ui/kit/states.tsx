import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { ApiError } from "../api/http.ts";
import { useWords } from "../words/catalogue.ts";
import { Button, styleButton } from "./button.tsx";
import { Icon, type IconName } from "./icon.tsx";

interface EmptyStateProps {
  readonly title: string;
  readonly hint?: string;
  readonly icon?: IconName;
  readonly action?: ReactNode;
  /** Inside of a panel: one line. */
  readonly isSmall?: boolean;
}

export function EmptyState({ title, hint, icon = "info", action, isSmall = false }: EmptyStateProps) {
  return (
    <div className={`flex flex-col items-center justify-center gap-1 px-6 text-center ${isSmall ? "py-5" : "py-16"}`}>
      {!isSmall && <Icon name={icon} size={20} className="mb-1 text-ink-3" />}
      <p className={isSmall ? "text-ink-3" : "font-medium"}>{title}</p>
      {hint !== undefined && <p className="max-w-md text-ink-3">{hint}</p>}
      {action !== undefined && <div className="mt-3">{action}</div>}
    </div>
  );
}

/** What stands in the place of a view that a query could not fill: it knows refusals, absence and lost connections apart. */
export function ErrorState({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) {
  const t = useWords();
  const status = error instanceof ApiError ? error.status : -1;
  if (status === 403) return <NoPermission />;
  if (status === 404) return <NotFound detail={error instanceof Error ? error.message : ""} />;
  const detail = error instanceof Error ? error.message : String(error);
  const retry = onRetry && <Button onClick={onRetry}>{t("common.retry")}</Button>;
  return (
    <div role="alert">
      <EmptyState
        icon="warning"
        title={t("common.errorTitle")}
        hint={status === 0 ? t("common.offlineHint") : detail}
        action={retry}
      />
    </div>
  );
}

export function NoPermission() {
  const t = useWords();
  return <EmptyState icon="user" title={t("common.noPermissionTitle")} hint={t("common.noPermissionHint")} />;
}

export function NotFound({ detail }: { readonly detail?: string }) {
  const t = useWords();
  return (
    <EmptyState
      icon="search"
      title={t("common.notFoundTitle")}
      hint={detail === undefined || detail === "" ? t("common.notFoundHint") : detail}
      action={
        <Link to="/" className={styleButton()}>
          {t("common.goHome")}
        </Link>
      }
    />
  );
}

/** Grey lines in the place of rows, so that nothing jumps when they come. */
export function Loading({ rows = 6 }: { readonly rows?: number }) {
  const t = useWords();
  return (
    <div role="status" aria-label={t("common.loading")} data-loading="" className="grid gap-0">
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className="flex h-(--row) items-center gap-4 border-b border-line px-3">
          <span className="pulse h-2.5 rounded bg-line" style={{ inlineSize: `${22 + ((index * 17) % 30)}%` }} />
          <span className="pulse h-2.5 w-1/6 rounded bg-line" />
        </div>
      ))}
    </div>
  );
}

/** Stands where a dialog will be whose code is on its way: keys that are typed meanwhile are meant for it. */
export function Opening() {
  return <span hidden data-opening="" />;
}
