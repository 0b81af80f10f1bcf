import { Tooltip } from "../kit/tooltip.tsx";
import { useConnection, type Connection } from "../live/connection.ts";
import { useWords } from "../words/catalogue.ts";

const DOTS: Readonly<Record<Connection, string>> = {
  connected: "bg-(--state-success)",
  connecting: "bg-(--state-queued) pulse",
  offline: "bg-(--state-failed)",
};

/** Says whether the page is live. A lost connection says so in words on every screen. */
export function ConnectionStatus() {
  const t = useWords();
  const connection = useConnection();
  const isQuiet = connection !== "offline";
  return (
    <Tooltip text={t(`shell.${connection}Hint`)}>
      <span
        role="status"
        className={`flex h-7 items-center gap-1.5 rounded-md px-2 text-xs ${isQuiet ? "text-ink-3" : "bg-danger-soft text-danger-ink"}`}
      >
        <span className={`size-2 rounded-full ${DOTS[connection]}`} />
        <span className={isQuiet ? "max-sm:sr-only" : ""}>{t(`shell.${connection}`)}</span>
      </span>
    </Tooltip>
  );
}
