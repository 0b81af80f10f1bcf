import { useId, type ReactNode } from "react";

interface TooltipProps {
  readonly text: string;
  readonly children: ReactNode;
}

/** Words that appear on hover and on focus of what is inside, and are read with it. For one line; more belongs in a Popover. */
export function Tooltip({ text, children }: TooltipProps) {
  const id = useId();
  return (
    <span className="group/tip relative inline-flex" aria-describedby={id}>
      {children}
      <span
        id={id}
        role="tooltip"
        className="pointer-events-none absolute start-1/2 top-full z-20 mt-1 hidden w-max max-w-72 -translate-x-1/2 rounded-md bg-ink px-2 py-1 text-xs text-canvas group-focus-within/tip:block group-hover/tip:block rtl:translate-x-1/2"
      >
        {text}
      </span>
    </span>
  );
}
