import { useRef, type ReactNode } from "react";
import { useShortcuts } from "../../keys/registry.ts";

/** The attribute of links that `j` and `k` walk over; failures carry their number. */
export const ROW = { "data-row": "" } as const;

/** Keys over all rows of the page, whatever panel they stand in: focus moves, so Enter and readers follow. */
export function RowKeys({ children }: { readonly children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  const listRows = () => [...(place.current?.querySelectorAll<HTMLElement>("[data-row]") ?? [])];
  const move = (by: number) => {
    const rows = listRows();
    const at = rows.findIndex((row) => row === document.activeElement);
    rows[Math.max(0, Math.min(rows.length - 1, at < 0 ? 0 : at + by))]?.focus();
  };
  const open = (event: KeyboardEvent) =>
    place.current?.querySelector<HTMLElement>(`[data-failure="${event.key === "f" ? "1" : event.key}"]`)?.click();
  useShortcuts([
    { keys: "j", words: "keys.next", group: "page", run: () => move(1) },
    { keys: "k", words: "keys.previous", group: "page", run: () => move(-1) },
    { keys: "f", words: "home.firstFailure", group: "page", run: open },
    ...["1", "2", "3", "4", "5", "6", "7", "8", "9"].map((keys) => ({
      keys,
      words: "home.openFailure" as const,
      group: "page" as const,
      run: open,
      isHidden: keys !== "1",
    })),
  ]);
  return <div ref={place}>{children}</div>;
}
