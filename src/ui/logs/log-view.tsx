import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { failingLinesQuery } from "../api/failing-line.ts";
import { useLogWatch } from "../live/use-log-watch.ts";
import { EmptyState, ErrorState, Loading } from "../kit/states.tsx";
import { showError, showToast } from "../kit/toast.tsx";
import { translate, useWords } from "../words/catalogue.ts";
import { FailingLines } from "./failing-lines.tsx";
import type { LogSource } from "./log-feed.ts";
import { LogLines, type Goal } from "./log-lines.tsx";
import { useLogOptions, type LogOptions } from "./log-options.ts";
import type { LogSession } from "./log-session.ts";
import { writeLines } from "./log-text.ts";
import { LogToolbar, type LogActions } from "./log-toolbar.tsx";
import { useSession, useVersion } from "./use-session.ts";

interface LogViewProps {
  readonly source: LogSource;
  /** The attempt goes on: its log is followed. */
  readonly isLive: boolean;
  /** The attempt failed: its log opens where it says why. */
  readonly isFailed: boolean;
  /** It stands beside another one, whose tools and keys serve both. */
  readonly isSecond?: boolean;
}

/** The log of one attempt. Fills its parent. */
export function LogView(props: LogViewProps) {
  const { dagId, runId, taskId, mapIndex, tryNumber } = props.source;
  return <OpenLog key={JSON.stringify([dagId, runId, taskId, mapIndex, tryNumber])} {...props} />;
}

function OpenLog({ source, isLive, isFailed, isSecond = false }: LogViewProps) {
  const t = useWords();
  const [options, change] = useLogOptions();
  const session = useSession(source, options);
  useLogWatch(session, source, isLive);
  // Asked for at once, shown when the log turns out to be long.
  useQuery({ ...failingLinesQuery(source), enabled: isFailed && options.line === null });
  const [jump, setJump] = useState(0);
  const goTo = (line: number) => {
    change({ line: String(line + 1) });
    setJump((count) => count + 1);
  };
  const actions = makeActions(session, options, source, goTo);
  useVersion(session);
  const goal = findGoal(session, options.line, jump, isFailed);
  const onLink = (line: number) => goTo(line - 1);
  const label = t("log.label", { attempt: source.tryNumber });
  return (
    <div className="flex h-full min-h-0 flex-col bg-surface">
      {!isSecond && <LogToolbar {...{ session, options, actions }} onChange={change} />}
      {isFailed && goal === null && isLong(session) ? (
        <FailingLines {...{ source, options, label, onLink }} origin={session.lineOf(0).entry.at ?? 0} />
      ) : (
        <LogBody {...{ session, options, label, goal, isLive, onLink }} />
      )}
      <LogFoot session={session} isLive={isLive} />
    </div>
  );
}

/** Lines after which a log that goes on takes a while to read. */
const LONG = 5_000;

function isLong({ feed, store }: LogSession): boolean {
  return feed.kind === "reading" && store.length >= LONG;
}

type BodyProps = Parameters<typeof LogLines>[0];

function LogBody(props: BodyProps) {
  const t = useWords();
  const { session, isLive } = props;
  useVersion(session);
  const { feed, store } = session;
  if (feed.kind === "failed" && store.length === 0) return <ErrorState error={feed.error} />;
  if (store.length === 0 && feed.kind === "reading") return <Loading rows={5} />;
  if (store.length === 0) {
    const [title, hint] = isLive
      ? ([t("log.waitingTitle"), t("log.waitingHint")] as const)
      : ([t("log.emptyTitle"), t("log.emptyHint")] as const);
    return <EmptyState icon="log" title={title} hint={hint} />;
  }
  if (session.lineCount === 0) {
    return <EmptyState icon="filter" title={t("log.hiddenTitle")} hint={t("log.hiddenHint")} />;
  }
  return <LogLines {...props} />;
}

function LogFoot({ session, isLive }: { readonly session: LogSession; readonly isLive: boolean }) {
  const t = useWords();
  useVersion(session);
  const { feed, store } = session;
  const isReading = feed.kind === "reading" && store.length > 0;
  return (
    <footer className="tabular flex h-6 shrink-0 items-center gap-3 border-t border-line px-3 text-2xs text-ink-3">
      <span>{t("log.lines", { count: store.length })}</span>
      {isReading && <span className="pulse">{t("log.reading")}</span>}
      {isLive && feed.kind === "waiting" && <span>{t("log.live")}</span>}
      {feed.kind === "failed" && store.length > 0 && <span className="text-danger-ink">{String(feed.error)}</span>}
    </footer>
  );
}

/** A link's line; else, of a failed attempt, the error that ended it. */
function findGoal(session: LogSession, line: number | null, jump: number, isFailed: boolean): Goal | null {
  if (line !== null) return { line: line - 1, key: `line ${line} ${jump}` };
  const { lastError } = session.store;
  if (!isFailed || lastError === null || session.feed.kind !== "ended") return null;
  return { line: lastError, key: "error" };
}

function makeActions(
  session: LogSession,
  options: LogOptions,
  source: LogSource,
  goTo: (line: number) => void,
): LogActions {
  const current = (options.line ?? 0) - 1;
  return {
    onStep: (by) => {
      const { matches } = session.found;
      if (matches.length === 0) return;
      const at = matches.findLast(current);
      const isOn = at >= 0 && matches.at(at) === current;
      const next = by === 1 ? at + 1 : at - (isOn ? 1 : 0);
      goTo(matches.at((next + matches.length) % matches.length));
    },
    onError: () => {
      const error = session.store.findError(current);
      if (error !== null) goTo(error);
    },
    onCopy: () => void copyLines(session, options.levels),
    onDownload: () => downloadLines(session, source),
  };
}

async function copyLines({ store, lineCount }: LogSession, levels: readonly boolean[]): Promise<void> {
  try {
    await navigator.clipboard.writeText([...writeLines(store, levels, [0, store.length])].join(""));
    showToast(translate("log.copied", { count: lineCount }));
  } catch (error) {
    showError(error);
  }
}

function downloadLines({ store }: LogSession, { dagId, runId, taskId, mapIndex, tryNumber }: LogSource): void {
  const pieces = [...writeLines(store, [true, true, true, true], [0, store.length])];
  const address = URL.createObjectURL(new Blob(pieces, { type: "text/plain;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = [dagId, runId, taskId, ...(mapIndex < 0 ? [] : [mapIndex]), `attempt-${tryNumber}.log`].join("_");
  link.click();
  URL.revokeObjectURL(address);
}
