import type { KeyboardEvent, ReactNode } from "react";
import { Icon, type IconName } from "./icon.tsx";
import { Popover } from "./popover.tsx";

export interface MenuItem {
  readonly label: string;
  readonly icon?: IconName;
  readonly onSelect: () => void;
  /** A choice of several shows a tick when chosen. */
  readonly isChosen?: boolean;
  readonly isDangerous?: boolean;
  readonly isDisabled?: boolean;
}

interface MenuProps {
  readonly button: ReactNode;
  readonly label?: string;
  readonly buttonClassName?: string;
  readonly align?: "start" | "end";
  /** Groups are set apart by a line; a group may have a heading. */
  readonly groups: readonly { readonly title?: string; readonly items: readonly MenuItem[] }[];
}

/** A button that opens a list of actions; arrow keys move, Enter chooses. */
export function Menu({ groups, ...popover }: MenuProps) {
  return (
    <Popover {...popover} className="min-w-48 p-1">
      {(close) => (
        <div role="menu" tabIndex={-1} onKeyDown={moveFocus} ref={focusFirst} className="outline-none">
          {groups.map(({ title, items }, index) => (
            <div
              key={title ?? index}
              role="group"
              aria-label={title}
              className="border-line not-first:mt-1 not-first:border-t not-first:pt-1"
            >
              {title !== undefined && <div className="px-2 pt-1 pb-0.5 text-2xs font-medium text-ink-3">{title}</div>}
              {items.map((item) => (
                <MenuButton key={item.label} item={item} close={close} />
              ))}
            </div>
          ))}
        </div>
      )}
    </Popover>
  );
}

function MenuButton({ item, close }: { readonly item: MenuItem; readonly close: () => void }) {
  const choice =
    item.isChosen === undefined ? { role: "menuitem" } : { role: "menuitemradio", "aria-checked": item.isChosen };
  return (
    <button
      type="button"
      {...choice}
      disabled={item.isDisabled}
      onClick={() => {
        close();
        item.onSelect();
      }}
      className={`flex h-7 w-full items-center gap-2 rounded px-2 text-start text-sm hover:bg-hover focus-visible:bg-hover focus-visible:outline-none disabled:opacity-50 ${item.isDangerous === true ? "text-danger-ink" : ""}`}
    >
      {item.icon !== undefined && <Icon name={item.icon} size={14} className="text-ink-3" />}
      <span className="flex-1 truncate">{item.label}</span>
      {item.isChosen === true && <Icon name="check" size={14} className="text-accent" />}
    </button>
  );
}

function focusFirst(menu: HTMLDivElement | null): void {
  listItems(menu)[0]?.focus();
}

function moveFocus(event: KeyboardEvent<HTMLDivElement>): void {
  const items = listItems(event.currentTarget);
  const at = items.findIndex((item) => item === document.activeElement);
  const targets: Readonly<Record<string, number>> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 };
  const target = targets[event.key];
  if (target === undefined) return;
  event.preventDefault();
  items.at(target % items.length)?.focus();
}

function listItems(menu: HTMLElement | null): HTMLButtonElement[] {
  return [...(menu?.querySelectorAll("button") ?? [])].filter((item) => !item.disabled);
}
