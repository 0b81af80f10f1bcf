import { DEFAULT_TEAM, parseDagId } from "../../core/ids.ts";

interface DagNameProps {
  readonly dagId: string;
  /** Where it has one of its own. */
  readonly displayName?: string;
}

/** A DAG's name with its team before it in a fainter ink; the title is the id that calls and links take. */
export function DagName({ dagId, displayName }: DagNameProps) {
  const key = parseDagId(dagId);
  const name = displayName ?? key?.dagId ?? dagId;
  return (
    <span className="max-w-full shrink-[0.2] truncate font-medium" title={dagId} dir="ltr">
      {key !== null && key.team !== DEFAULT_TEAM && <span className="font-normal text-ink-3">{key.team}.</span>}
      {displayName === dagId ? (key?.dagId ?? dagId) : name}
    </span>
  );
}
