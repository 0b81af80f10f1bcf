import type { ComponentProps, ReactNode } from "react";
import { Icon, type IconName } from "./icon.tsx";

export type ButtonLook = "plain" | "primary" | "danger" | "quiet";

const LOOKS: Readonly<Record<ButtonLook, string>> = {
  plain: "border border-line-strong bg-surface text-ink hover:bg-hover",
  primary: "border border-transparent bg-accent text-accent-ink hover:opacity-90",
  danger: "border border-line-strong bg-surface text-danger-ink hover:bg-danger-soft",
  quiet: "border border-transparent text-ink-2 hover:bg-hover hover:text-ink",
};
const SHAPE =
  "inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md text-sm font-medium whitespace-nowrap select-none disabled:opacity-50";

/** Classes of a button, for links that look like one. */
export function styleButton(look: ButtonLook = "plain"): string {
  return `${SHAPE} ${LOOKS[look]} h-8 px-2.5`;
}

interface ButtonProps extends ComponentProps<"button"> {
  readonly look?: ButtonLook;
  readonly icon?: IconName;
  readonly children?: ReactNode;
}

export function Button({ look = "plain", icon, children, className = "", ...rest }: ButtonProps) {
  return (
    <button type="button" className={`${styleButton(look)} ${className}`} {...rest}>
      {icon !== undefined && <Icon name={icon} size={14} />}
      {children}
    </button>
  );
}

interface IconButtonProps extends Omit<ComponentProps<"button">, "children"> {
  readonly icon: IconName;
  /** Its name for readers and its title. */
  readonly label: string;
  readonly look?: ButtonLook;
}

/** A square of 28 px, above the 24 px that a target must have. */
export function IconButton({ icon, label, look = "quiet", className = "", ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className={`${SHAPE} ${LOOKS[look]} size-7 ${className}`}
      {...rest}
    >
      <Icon name={icon} />
    </button>
  );
}
