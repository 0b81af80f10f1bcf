import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { definitionQuery } from "../../../api/definition.ts";
import { ErrorState, Loading } from "../../../kit/states.tsx";
import { Month } from "../../simulator/month.tsx";
import type { DagTabProps } from "../tabs.ts";
import { Options } from "./options.tsx";
import { PausePanel } from "./pause-panel.tsx";
import { RecordsPanel } from "./records-panel.tsx";

/** All options of the definition, what the schedule will do next, and what it left out and why. */
export function DetailsTab({ dagId }: DagTabProps) {
  const { data, error, refetch } = useQuery(definitionQuery(dagId));
  const [now] = useState(() => Date.now());
  if (data === undefined && error !== null) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading rows={12} />;
  return (
    <div className="h-full overflow-auto">
      <div className="grid items-start gap-3 p-3 sm:p-4 lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
        <Options definition={data} />
        <div className="grid min-w-0 gap-3">
          <PausePanel dagId={dagId} />
          <Month definition={data} from={now} />
          <RecordsPanel dagId={dagId} />
        </div>
      </div>
    </div>
  );
}
