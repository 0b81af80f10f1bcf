import { TASK_STATES, type RunState } from "../../core/state.ts";
import { STATES } from "../theme/states.ts";

/** Colours of the theme as the canvas needs them: resolved, for light or dark. */
export interface Palette {
  /** By code of state. */
  readonly fills: readonly string[];
  readonly runs: Readonly<Record<RunState, string>>;
  readonly ink: string;
  readonly faint: string;
  readonly line: string;
  readonly surface: string;
  readonly mark: string;
  readonly hover: string;
  readonly selected: string;
  readonly accent: string;
}

/** Reads the theme where `element` stands. A variable may hold `light-dark()`: only a used colour is resolved. */
export function readPalette(element: HTMLElement): Palette {
  const probe = document.createElement("span");
  element.append(probe);
  const resolve = (colour: string): string => {
    probe.style.color = colour;
    return getComputedStyle(probe).color;
  };
  const palette = {
    fills: TASK_STATES.map((state) => resolve(STATES[state].fill)),
    runs: {
      queued: resolve(STATES.queued.fill),
      running: resolve(STATES.running.fill),
      success: resolve(STATES.success.fill),
      failed: resolve(STATES.failed.fill),
    },
    ink: resolve("var(--ink-2)"),
    faint: resolve("var(--ink-3)"),
    line: resolve("var(--line)"),
    surface: resolve("var(--surface)"),
    mark: resolve("var(--surface)"),
    hover: resolve("var(--hover)"),
    selected: resolve("var(--selected)"),
    accent: resolve("var(--accent)"),
  };
  probe.remove();
  return palette;
}
