import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { instanceQuery, taskQuery, type InstanceKey } from "../../api/instance.ts";
import { ErrorState, Loading } from "../../kit/states.tsx";
import { useRunWatch } from "../../live/use-run-watch.ts";
import { useSearchState } from "../../search-state.ts";
import { InstanceView } from "./instance-view.tsx";
import { MappedView } from "./mapped-view.tsx";

/** A task of a run: its one instance, or the list of a mapped task's and one of them. */
export function TaskPage() {
  const { dagId = "", runId = "", taskId = "" } = useParams({ strict: false });
  const [map] = useSearchState("map");
  const { data, error, refetch } = useQuery(taskQuery({ dagId, runId, taskId }));
  const isThere = data !== undefined || error === null;
  useRunWatch(dagId, runId, isThere);
  if (!isThere) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading rows={8} />;
  const isMapped = (data.task_instances[0]?.map_index ?? -1) >= 0;
  const key = { dagId, runId, taskId, mapIndex: isMapped && map !== "" ? Number(map) : -1 };
  if (isMapped && map === "") return <MappedView instanceKey={key} total={data.total_entries ?? 0} />;
  return <OneInstance instanceKey={key} isMapped={isMapped} />;
}

interface OneInstanceProps {
  readonly instanceKey: InstanceKey;
  readonly isMapped: boolean;
}

function OneInstance({ instanceKey, isMapped }: OneInstanceProps) {
  const { data, error, refetch } = useQuery(instanceQuery(instanceKey));
  if (data === undefined && error !== null) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading rows={8} />;
  return <InstanceView instanceKey={instanceKey} instance={data} isMapped={isMapped} />;
}
