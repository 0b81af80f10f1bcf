import { useEffect, useState, useSyncExternalStore } from "react";
import { useShortcuts } from "../keys/registry.ts";
import { translate, useWords } from "../words/catalogue.ts";
import { Button, IconButton } from "./button.tsx";

interface Offer {
  readonly onUndo?: (() => void) | undefined;
  /** Of what waits to be done: does it at once. */
  readonly onNow?: () => void;
  /** When it is done by itself, epoch milliseconds. */
  readonly at?: number;
}

interface Toast extends Offer {
  readonly id: number;
  readonly text: string;
  readonly isError: boolean;
}

/** How long a message stays, in milliseconds; one that can be undone stays as long as the undo is open. */
const STAY = 5_000;
const STAY_UNDO = 10_000;
/** Messages at a time, besides those of what waits. */
const SHOWN = 4;

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

/** Says what will be done at an instant, unless it is undone. Stays until the function it gives takes it away. */
export function showWaiting(text: string, offer: Required<Offer>): () => void {
  const id = add({ text, isError: false, ...offer });
  return () => drop(id);
}

/** Where messages appear; the shell has one. */
export function Toasts() {
  const t = useWords();
  const shown = useSyncExternalStore(subscribe, () => toasts);
  useShortcuts([
    { keys: "u", words: "keys.undo", group: "general", run: undoNewest },
    { keys: "Mod+Enter", words: "keys.doNow", group: "general", run: hurry },
  ]);
  return (
    <section
      aria-label={t("shell.notifications")}
      aria-live="polite"
      className="pointer-events-none fixed inset-x-0 bottom-16 z-30 flex max-h-[60vh] flex-col items-center gap-2 overflow-y-auto px-3 sm:bottom-4"
    >
      {shown.map((toast) => (
        <ToastCard key={toast.id} toast={toast} />
      ))}
    </section>
  );
}

function undoNewest(): void {
  const newest = toasts.findLast(({ onUndo }) => onUndo !== undefined);
  if (newest !== undefined) undo(newest);
}

function undo({ id, onUndo }: Toast): void {
  drop(id);
  onUndo?.();
}

function hurry(): void {
  for (const { onNow } of toasts) onNow?.();
}

function ToastCard({ toast }: { readonly toast: Toast }) {
  const t = useWords();
  const { id, isError, onUndo, onNow, at } = toast;
  useEffect(() => {
    if (isError || at !== undefined) return undefined;
    const timer = setTimeout(() => drop(id), onUndo === undefined ? STAY : STAY_UNDO);
    return () => clearTimeout(timer);
  }, [id, isError, onUndo, at]);
  return (
    <div
      role={isError ? "alert" : "status"}
      className={`pointer-events-auto flex max-w-xl items-center gap-3 rounded-lg border py-1.5 ps-3.5 pe-1.5 shadow-(--shadow) ${isError ? "border-danger bg-danger-soft text-danger-ink" : "border-line bg-raised"}`}
    >
      <span className="min-w-0 break-words">{toast.text}</span>
      {at !== undefined && <Countdown at={at} />}
      {onUndo !== undefined && (
        <Button look="quiet" onClick={() => undo(toast)} title={t("keys.undoBy")} className="text-accent">
          {t("common.undo")}
        </Button>
      )}
      {onNow === undefined ? (
        <IconButton icon="close" label={t("common.close")} onClick={() => drop(id)} />
      ) : (
        <Button look="quiet" onClick={onNow}>
          {t("common.doNow")}
        </Button>
      )}
    </div>
  );
}

/** Seconds until an instant. Not read out: a message that changes each second would be read each second. */
function Countdown({ at }: { readonly at: number }) {
  const [left, setLeft] = useState(() => at - Date.now());
  useEffect(() => {
    const timer = setInterval(() => setLeft(at - Date.now()), 200);
    return () => clearInterval(timer);
  }, [at]);
  return (
    <span aria-hidden className="tabular shrink-0 text-ink-3">
      {Math.max(0, Math.ceil(left / 1_000))} s
    </span>
  );
}

function add(toast: Omit<Toast, "id">): number {
  last += 1;
  const passing = toasts.filter(({ at }) => at === undefined).slice(1 - SHOWN);
  change([...toasts.filter((one) => one.at !== undefined || passing.includes(one)), { id: last, ...toast }]);
  return last;
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
