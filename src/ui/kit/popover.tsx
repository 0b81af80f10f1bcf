import { useId, useState, type CSSProperties, type ReactNode } from "react";

interface PopoverProps {
  /** What the button shows. */
  readonly button: ReactNode;
  /** Its name for readers, where the button shows no words. */
  readonly label?: string;
  readonly buttonClassName?: string;
  readonly align?: "start" | "end";
  readonly className?: string;
  /** Rendered only while open; `close` closes and gives focus back to the button. */
  readonly children: (close: () => void) => ReactNode;
}

/** A panel beside its button, by the browser's popover and anchors: on top of everything, closed by Escape or a click elsewhere. */
export function Popover({ button, label, buttonClassName = "", ...rest }: PopoverProps) {
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const anchor = `--anchor${id.replace(/[^\w-]/g, "")}`;
  return (
    <>
      <button
        type="button"
        popoverTarget={id}
        aria-expanded={isOpen}
        {...(label === undefined ? {} : { "aria-label": label, title: label })}
        className={buttonClassName}
        style={{ anchorName: anchor }}
      >
        {button}
      </button>
      <PopoverPanel id={id} anchor={anchor} isOpen={isOpen} onToggle={setOpen} {...rest} />
    </>
  );
}

interface PanelProps extends Pick<PopoverProps, "align" | "className" | "children"> {
  readonly id: string;
  readonly anchor: string;
  readonly isOpen: boolean;
  readonly onToggle: (isOpen: boolean) => void;
}

function PopoverPanel({ id, anchor, isOpen, onToggle, align = "start", className = "", children }: PanelProps) {
  const place: CSSProperties = {
    positionAnchor: anchor,
    positionArea: align === "start" ? "block-end span-inline-end" : "block-end span-inline-start",
    positionTryFallbacks: "flip-block, flip-inline, flip-block flip-inline",
  };
  return (
    <div
      id={id}
      popover="auto"
      onToggle={(event) => onToggle(event.newState === "open")}
      style={place}
      className={`m-0 my-1 max-h-[70vh] max-w-[calc(100vw-1rem)] overflow-auto rounded-lg border border-line bg-raised text-ink shadow-(--shadow) ${className}`}
    >
      {isOpen && children(() => document.getElementById(id)?.hidePopover())}
    </div>
  );
}
