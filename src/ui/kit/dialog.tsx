import { useId, useLayoutEffect, useRef, type ReactNode, type SyntheticEvent } from "react";
import { useWords } from "../words/catalogue.ts";
import { IconButton } from "./button.tsx";

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** Buttons at the lower end, the one that acts last. */
  readonly actions?: ReactNode;
  readonly size?: "normal" | "wide";
}

/** A modal dialog: the browser keeps focus inside, closes it by Escape and gives focus back. It is open while rendered. */
export function Dialog({ title, onClose, children, actions, size = "normal" }: DialogProps) {
  const t = useWords();
  const titleId = useId();
  const modal = useModal(onClose);
  const width = size === "wide" ? "max-w-3xl" : "max-w-lg";
  return (
    <dialog
      {...modal}
      aria-labelledby={titleId}
      className={`m-auto w-[calc(100vw-1.5rem)] ${width} rounded-xl border border-line bg-raised p-0 text-ink shadow-(--shadow)`}
    >
      <header className="flex items-center justify-between gap-3 border-b border-line py-2.5 ps-4 pe-2.5">
        <h2 id={titleId} className="text-sm font-semibold">
          {title}
        </h2>
        <IconButton icon="close" label={t("common.close")} onClick={onClose} />
      </header>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
      <div tabIndex={0} className="max-h-[70vh] overflow-auto p-4">
        {children}
      </div>
      {actions !== undefined && (
        <footer className="flex flex-wrap justify-end gap-2 border-t border-line px-4 py-3">{actions}</footer>
      )}
    </dialog>
  );
}

/**
 * Props of a <dialog> that is modal while it is rendered; what bears `data-autofocus` has the focus first.
 * Whoever ends it, by a key or a button of its own, the browser's close gives the focus back.
 */
export function useModal(onClose: () => void) {
  const ref = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    dialog?.querySelector<HTMLElement>("[data-autofocus]")?.focus();
    return () => dialog?.close();
  }, []);
  // The browser tells of a close only later, and a fast hand's next key would come before it.
  const onCancel = (event: SyntheticEvent) => {
    event.preventDefault();
    onClose();
  };
  const onClosed = ({ currentTarget }: SyntheticEvent<HTMLDialogElement>) => {
    if (currentTarget.isConnected && !currentTarget.open) onClose();
  };
  return { ref, onCancel, onClose: onClosed, closedby: "any" } as const;
}
