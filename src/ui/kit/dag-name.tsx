import { DEFAULT_TEAM, parseDagId } from "../../core/ids.ts";

interface DagNameProps {
  readonly dagId: string;
  /** Where it has one of its own. */
  readonly displayName?: string;
}

/**
 * A DAG's name with its team before it in a fainter ink; the title is the id that calls and links take. Where room is
 * short the team gives way first, on a phone altogether: names of a list differ at their end.
 */
export function DagName({ dagId, displayName }: DagNameProps) {
  const key = parseDagId(dagId);
  const name = displayName ?? key?.dagId ?? dagId;
  return (
    <span className="flex max-w-full min-w-0 shrink-[0.2] font-medium" title={dagId} dir="ltr">
      {key !== null && key.team !== DEFAULT_TEAM && (
        <span className="shrink-[100000] max-sm:min-w-0 sm:min-w-6 truncate font-normal text-ink-3">{key.team}.</span>
      )}
      <span className="truncate">{displayName === dagId ? (key?.dagId ?? dagId) : name}</span>
    </span>
  );
}
