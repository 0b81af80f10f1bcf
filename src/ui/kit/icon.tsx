/** Line icons on a 16 px square, drawn with the colour of the text. */
const PATHS = {
  home: "M2.5 7 8 2.5 13.5 7v6a.5.5 0 0 1-.5.5h-3.2V9.8H6.2v3.7H3a.5.5 0 0 1-.5-.5z",
  dag: "M2.5 3h4v3h-4zM9.5 10h4v3h-4zM9.5 3h4v3h-4zM6.5 4.5h3M8 4.5v7h1.5",
  runs: "M2.5 13.5v-4M6.2 13.5v-8M9.8 13.5v-6M13.5 13.5v-11",
  search: "M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM10.7 10.7l3 3",
  check: "m3 8.5 3.2 3.2L13 4.5",
  close: "m4 4 8 8M12 4l-8 8",
  chevronDown: "m4 6 4 4 4-4",
  chevronUp: "m4 10 4-4 4 4",
  chevronRight: "m6 4 4 4-4 4",
  chevronLeft: "m10 4-4 4 4 4",
  play: "M5 3.2v9.6L12.8 8z",
  pause: "M5.5 3.5v9M10.5 3.5v9",
  stop: "M4 4h8v8H4z",
  clear: "M13 8a5 5 0 1 1-1.6-3.7M13 2.5v3h-3",
  filter: "M2.5 4h11M4.5 8h7M6.5 12h3",
  clock: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 5v3.2l2 1.6",
  calendar: "M2.5 4h11v9.5h-11zM2.5 7h11M5.3 2.5V5M10.7 2.5V5",
  tag: "M2.5 2.5h5l6 6-5 5-6-6zM5.4 5.4h.1",
  user: "M8 8a2.7 2.7 0 1 0 0-5.4A2.7 2.7 0 0 0 8 8zM2.8 13.6c.6-2.6 2.6-4 5.2-4s4.6 1.4 5.2 4",
  team: "M6 7.5a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4zM1.8 12.9c.4-2.2 2-3.4 4.2-3.4s3.8 1.2 4.2 3.4M10.5 3.3a2.2 2.2 0 0 1 0 4.1M12 9.9c1.2.5 2 1.5 2.3 3",
  sun: "M8 10.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.600zM8 1.5v1.300M8 13.200v1.300M1.5 8h1.300M13.2 8h1.300M3.4 3.400l.9.9M11.7 11.7l.9.9M12.6 3.400l-.9.9M4.3 11.7l-.9.9",
  more: "M3.5 8h.01M8 8h.01M12.5 8h.01",
  plus: "M8 3v10M3 8h10",
  copy: "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
  download: "M8 2.5v8M4.8 7.5 8 10.7l3.2-3.200M2.5 13.5h11",
  external: "M9 2.5h4.5V7M13.5 2.5 7.5 8.5M11.5 9.5v4h-9v-9h4",
  log: "M3 3.5h10M3 6.5h10M3 9.5h7M3 12.5h5",
  graph:
    "M3.5 6A1.8 1.8 0 1 0 3.5 2.4 1.8 1.8 0 0 0 3.5 6zM12.5 9.800a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.600zM3.5 13.600a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.600zM5.3 4.600l5.5 2.600M5.3 11.400l5.5-2.6",
  grid: "M2.5 2.5h4.5v4.5h-4.5zM9 2.5h4.5v4.5h-4.5zM2.5 9h4.5v4.5h-4.5zM9 9h4.5v4.5h-4.5z",
  code: "m5.5 4.5-3.5 3.5 3.5 3.5M10.5 4.5l3.5 3.5-3.5 3.5",
  bookmark: "M4 2.5h8v11l-4-3-4 3z",
  keyboard: "M1.5 4h13v8h-13zM4 6.7h.01M6.7 6.7h.01M9.3 6.7h.01M12 6.7h.01M5 9.5h6",
  logout: "M6.5 2.5h-4v11h4M6.5 8h7M10.5 5l3 3-3 3",
  warning: "M8 2.5 14.2 13.5H1.800zM8 6.5v3.200M8 11.600h.01",
  info: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 7.5v3.5M8 5.200h.01",
  globe: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM2 8h12M8 2c2 2 2.6 4 2.6 6S10 12 8 14C6 12 5.4 10 5.4 8S6 4 8 2z",
  arrowRight: "M3 8h10M9 4l4 4-4 4",
  edit: "m10.5 3 2.5 2.5L6 12.5 3 13l.5-3z",
  trash: "M2.5 4.5h11M6 4.5v-2h4v2M4 4.5l.7 9h6.600l.7-9",
  wrench:
    "M13.300 4.700a3.300 3.300 0 0 1-4.500 4L4.600 13a1.400 1.400 0 0 1-2-2l4.300-4.200a3.300 3.300 0 0 1 4-4.500L9 4.300l.4 2.300 2.300.4z",
  database:
    "M13 4c0 1.100-2.200 2-5 2s-5-.9-5-2 2.200-2 5-2 5 .9 5 2zM3 4v8c0 1.100 2.200 2 5 2s5-.9 5-2V4M3 8c0 1.100 2.200 2 5 2s5-.9 5-2",
  key: "M6 13a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM8.200 7.800 13.500 2.500M11 5l2 2",
  star: "m8 1.900 1.900 3.900 4.300.6-3.100 3 .7 4.300L8 11.700l-3.800 2 .7-4.300-3.100-3 4.300-.6z",
  wind: "M2 6h6.7a1.9 1.9 0 1 0-1.8-2.5M2 8.7h9.800a1.9 1.9 0 1 1-1.8 2.600M2 11.400h4.5",
} as const;
export type IconName = keyof typeof PATHS;

/** Decoration: the control around it carries the name. Points forward in the direction of reading. */
export function Icon({ name, size = 16, className = "" }: { name: IconName; size?: number; className?: string }) {
  const isDirected = name === "chevronRight" || name === "chevronLeft" || name === "arrowRight";
  return (
    <svg
      viewBox="0 0 16 16"
      width={size}
      height={size}
      className={`shrink-0 ${isDirected ? "rtl:-scale-x-100" : ""} ${className}`}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
