import { memo, type CSSProperties } from "react";
import { formatColour } from "./ansi-colour.ts";
import { PLAIN, type AnsiStyle } from "./ansi.ts";
import { cutSpans, isMachinery, markFound, type RowSpan } from "./row-spans.ts";
import { LINE_HEIGHT } from "./scroll-plan.ts";
import type { ShownLine } from "./log-session.ts";
import type { Level } from "./entry-scan.ts";
import { useWords } from "../words/catalogue.ts";

interface LogRowProps {
  readonly line: number;
  /** Which row of the line. */
  readonly row: number;
  readonly shown: ShownLine;
  readonly ranges: readonly (readonly [number, number])[];
  readonly time: string;
  readonly isWrapped: boolean;
  /** A link or the search points here. */
  readonly isMarked: boolean;
}

const TEXTS: Readonly<Record<Level, string>> = {
  debug: "text-ink-3",
  info: "text-ink",
  warning: "text-warning-ink",
  error: "text-danger-ink",
};
const GROUNDS: Readonly<Record<Level, string>> = {
  debug: "",
  info: "",
  warning: "bg-warning-soft",
  error: "bg-danger-soft",
};
const LETTERS: Readonly<Record<Level, string>> = { debug: "D", info: "", warning: "W", error: "E" };

/** One row. A press on its number makes a link to the line. */
export const LogRow = memo(function LogRow(props: LogRowProps) {
  const { line, row, shown, ranges, time, isWrapped, isMarked } = props;
  const { level } = shown.entry;
  const text = shown.rows[row];
  const ground = isMarked ? "bg-selected" : GROUNDS[level];
  const isFaint = text !== undefined && isMachinery(text);
  return (
    <div
      data-line={line + 1}
      className={`flex min-w-max ${ground} ${isMarked ? "shadow-[inset_2px_0_0_var(--accent)]" : ""} ${isWrapped ? "!min-w-0" : ""}`}
      style={isWrapped ? { minHeight: LINE_HEIGHT } : { height: LINE_HEIGHT }}
    >
      <Gutter line={line} row={row} time={time} level={level} />
      <span
        className={`flex-1 pe-4 leading-5 ${isFaint ? "text-ink-3" : TEXTS[level]} ${isWrapped ? "min-w-0 break-words whitespace-pre-wrap" : "whitespace-pre"}`}
      >
        {text !== undefined && <Spans spans={markFound(text, ranges)} />}
      </span>
    </div>
  );
});

function Gutter({ line, row, time, level }: Pick<LogRowProps, "line" | "row" | "time"> & { readonly level: Level }) {
  const t = useWords();
  const isFirst = row === 0;
  return (
    <span className="flex shrink-0 items-start text-2xs leading-5 text-ink-3 select-none">
      {isFirst ? (
        <button
          type="button"
          tabIndex={-1}
          data-link={line + 1}
          title={t("log.linkToLine", { line: line + 1 })}
          className="tabular h-5 w-14 pe-2 text-end hover:text-accent hover:underline"
        >
          {line + 1}
        </button>
      ) : (
        <span className="w-14" />
      )}
      {time !== "" && <span className="tabular w-24 max-sm:hidden">{isFirst ? time : ""}</span>}
      <span className={`w-4 font-semibold ${TEXTS[level]}`}>{isFirst ? LETTERS[level] : ""}</span>
    </span>
  );
}

function Spans({ spans }: { readonly spans: readonly RowSpan[] }) {
  const t = useWords();
  const { shown, left } = cutSpans(spans);
  return (
    <>
      {shown.map((span, index) => (
        <Span key={index} span={span} />
      ))}
      {left > 0 && <span className="text-ink-3 italic"> {t("log.cut", { count: left })}</span>}
    </>
  );
}

function Span({ span: { text, style, isFound } }: { readonly span: RowSpan }) {
  if (isFound) return <mark className="rounded-xs bg-(--found) text-(--found-ink)">{text}</mark>;
  return style === PLAIN ? text : <span style={formatStyle(style)}>{text}</span>;
}

function formatStyle(style: AnsiStyle): CSSProperties {
  const front = style.foreground === null ? undefined : formatColour(style.foreground);
  const back = style.background === null ? undefined : formatColour(style.background);
  const [color, backgroundColor] = style.inverse ? [back ?? "var(--surface)", front ?? "var(--ink)"] : [front, back];
  const lines = [style.underline ? "underline" : "", style.strike ? "line-through" : ""].join(" ").trim();
  return {
    ...(color === undefined ? {} : { color }),
    ...(backgroundColor === undefined ? {} : { backgroundColor }),
    ...(style.bold ? { fontWeight: 700 } : {}),
    ...(style.dim ? { opacity: 0.7 } : {}),
    ...(style.italic ? { fontStyle: "italic" } : {}),
    ...(lines === "" ? {} : { textDecoration: lines }),
  };
}
