import { hasMember } from "../api/narrow.ts";
import type { Search } from "../search-state.ts";

export interface SavedView {
  readonly name: string;
  readonly search: Search;
}

/** Views are kept by the browser, for each page apart. */
export function readViews(page: string): readonly SavedView[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(nameKey(page)) ?? "[]");
    return Array.isArray(kept) ? kept.filter(isView) : [];
  } catch {
    return [];
  }
}

/** A view of the same name is replaced. Gives all of them. */
export function saveView(page: string, view: SavedView): readonly SavedView[] {
  return write(page, [...readViews(page).filter(({ name }) => name !== view.name), view]);
}

export function removeView(page: string, name: string): readonly SavedView[] {
  return write(
    page,
    readViews(page).filter((view) => view.name !== name),
  );
}

function write(page: string, views: readonly SavedView[]): readonly SavedView[] {
  localStorage.setItem(nameKey(page), JSON.stringify(views));
  return views;
}

function isView(value: unknown): value is SavedView {
  return hasMember(value, "name") && hasMember(value, "search") && typeof value.name === "string";
}

function nameKey(page: string): string {
  return `tradewind.views.${page}`;
}
