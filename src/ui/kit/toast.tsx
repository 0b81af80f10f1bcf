import { useEffect, useSyncExternalStore } from "react";
import { translate, useWords } from "../words/catalogue.ts";
import { Button, IconButton } from "./button.tsx";

interface Toast {
  readonly id: number;
  readonly text: string;
  readonly isError: boolean;
  readonly onUndo?: (() => void) | undefined;
}

/** How long a message stays, in milliseconds; one that can be undone stays as long as the undo is open. */
const STAY = 5_000;
const STAY_UNDO = 10_000;

let toasts: readonly Toast[] = [];
let last = 0;
const listeners = new Set<() => void>();

/** Says that something was done; with `onUndo`, offers to undo it for ten seconds. */
export function showToast(text: string, onUndo?: () => void): void {
  add({ text, isError: false, onUndo });
}

/** Says what was refused, in the server's words; stays until it is closed. */
export function showError(error: unknown): void {
  add({ text: error instanceof Error ? error.message : translate("common.errorTitle"), isError: true });
}

/** Where messages appear; the shell has one. */
export function Toasts() {
  const t = useWords();
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return (
    <section
      aria-label={t("shell.notifications")}
      aria-live="polite"
      className="pointer-events-none fixed inset-x-0 bottom-16 z-30 flex flex-col items-center gap-2 px-3 sm:bottom-4"
    >
      {shown.map((toast) => (
        <ToastCard key={toast.id} toast={toast} />
      ))}
    </section>
  );
}

function ToastCard({ toast }: { readonly toast: Toast }) {
  const t = useWords();
  const { id, isError, onUndo } = toast;
  useEffect(() => {
    if (isError) return undefined;
    const timer = setTimeout(() => drop(id), onUndo === undefined ? STAY : STAY_UNDO);
    return () => clearTimeout(timer);
  }, [id, isError, onUndo]);
  const undo = () => {
    drop(id);
    onUndo?.();
  };
  return (
    <div
      role={isError ? "alert" : "status"}
      className={`pointer-events-auto flex max-w-xl items-center gap-3 rounded-lg border py-1.5 ps-3.5 pe-1.5 shadow-(--shadow) ${isError ? "border-danger bg-danger-soft text-danger-ink" : "border-line bg-raised"}`}
    >
      <span className="min-w-0 break-words">{toast.text}</span>
      {onUndo !== undefined && (
        <Button look="quiet" onClick={undo} className="text-accent">
          {t("common.undo")}
        </Button>
      )}
      <IconButton icon="close" label={t("common.close")} onClick={() => drop(id)} />
    </div>
  );
}

function add(toast: Omit<Toast, "id">): void {
  last += 1;
  change([...toasts.slice(-3), { id: last, ...toast }]);
}

function drop(id: number): void {
  change(toasts.filter((toast) => toast.id !== id));
}

function change(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
