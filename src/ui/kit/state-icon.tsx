import type { ReactNode } from "react";
import { STATES, type ShownState } from "../theme/states.ts";
import { useWords } from "../words/catalogue.ts";

/** Every state has a shape of its own: discs are ended, rings are under way or to come. */
const DISC = <circle cx="8" cy="8" r="7" fill="currentColor" stroke="none" />;
const RING = <circle cx="8" cy="8" r="6" />;
const SHAPES: Readonly<Record<ShownState, ReactNode>> = {
  success: mark("m4.9 8.3 2.1 2.1 4.1-4.6"),
  failed: mark("m5.4 5.4 5.2 5.200m0-5.2-5.2 5.2"),
  upstream_failed: mark("M8 11.200V5m-2.7 2.600L8 4.900l2.7 2.7"),
  skipped: mark("m4.8 5.3 2.7 2.7-2.7 2.700m3.5-5.400L11 8l-2.7 2.7"),
  removed: mark("M5 8h6"),
  running: (
    <>
      <circle cx="8" cy="8" r="6" opacity="0.35" />
      <path d="M8 2a6 6 0 0 1 6 6" strokeWidth="2" className="spin" />
      <circle cx="8" cy="8" r="2.4" fill="currentColor" stroke="none" />
    </>
  ),
  restarting: ring("M10.6 8A2.6 2.6 0 1 1 9.4 5.800M10.7 4.700v1.700H9"),
  queued: ring("M5.3 6h5.400M5.3 8h5.400M5.3 10h3"),
  scheduled: ring("M8 4.800V8l2 1.4"),
  up_for_retry: ring("M10.6 8A2.6 2.6 0 1 1 9.4 5.800M10.7 4.700v1.700H9"),
  up_for_reschedule: ring("M5.2 8h.01M8 8h.01M10.8 8h.01"),
  deferred: ring("M6.6 5.800v4.400M9.4 5.800v4.4"),
  awaiting_input: ring("M6.5 6.600A1.6 1.6 0 1 1 8 8.300v.500M8 11h.01"),
  none: <circle cx="8" cy="8" r="5.5" strokeDasharray="2 2.3" />,
  paused: ring("M6.6 5.800v4.400M9.4 5.800v4.4"),
  late: ring("M8 4.600v4M8 11h.01"),
};

function mark(d: string): ReactNode {
  return (
    <>
      {DISC}
      <path d={d} stroke="var(--surface)" strokeWidth="1.7" />
    </>
  );
}

function ring(d: string): ReactNode {
  return (
    <>
      {RING}
      <path d={d} />
    </>
  );
}

interface StateIconProps {
  readonly state: ShownState;
  readonly size?: number;
  /** The word stands beside the icon already. */
  readonly isDecoration?: boolean;
}

/** A state as shape and colour; without a word beside it, the icon carries the word for readers and as its title. */
export function StateIcon({ state, size = 14, isDecoration = false }: StateIconProps) {
  const t = useWords();
  const label = t(`state.${state}`);
  return (
    <svg
      viewBox="0 0 16 16"
      width={size}
      height={size}
      className="shrink-0"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      style={{ color: STATES[state].fill }}
      {...(isDecoration ? { "aria-hidden": true } : { role: "img", "aria-label": label })}
    >
      {!isDecoration && <title>{label}</title>}
      {SHAPES[state]}
    </svg>
  );
}

/** Icon and word. */
export function StateBadge({ state, words }: { readonly state: ShownState; readonly words?: string }) {
  const t = useWords();
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap" style={{ color: STATES[state].text }}>
      <StateIcon state={state} isDecoration />
      <span className="font-medium">{words ?? t(`state.${state}`)}</span>
    </span>
  );
}
