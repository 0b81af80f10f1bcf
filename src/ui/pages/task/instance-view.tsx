import { useQuery } from "@tanstack/react-query";
import { triesQuery, type InstanceKey } from "../../api/instance.ts";
import type { Instance } from "../../api/instance-shape.ts";
import { Tabs } from "../../kit/tabs.tsx";
import { useShortcuts } from "../../keys/registry.ts";
import { useSearchState } from "../../search-state.ts";
import { useWords } from "../../words/catalogue.ts";
import { DetailsTab } from "./details-tab.tsx";
import { TaskHeader } from "./header.tsx";
import { LogTab } from "./log-tab.tsx";
import { XComTab } from "./xcom-tab.tsx";

interface InstanceViewProps {
  readonly instanceKey: InstanceKey;
  readonly instance: Instance;
  readonly isMapped: boolean;
}

/** One instance: its log first, since that is what people come for. */
export function InstanceView({ instanceKey, instance, isMapped }: InstanceViewProps) {
  const t = useWords();
  const [tab, setTab] = useSearchState("tab", "log");
  const { data } = useQuery({ ...triesQuery(instanceKey), enabled: instance.try_number > 0 });
  const tries = data?.task_instances ?? [];
  useShortcuts([{ keys: "l", words: "task.log", group: "page", run: () => setTab("log") }]);
  const tabs = [
    { id: "log", label: t("task.log") },
    { id: "details", label: t("task.details") },
    { id: "xcom", label: t("task.xcom") },
  ];
  return (
    <div className="flex h-full min-h-[32rem] flex-col">
      <TaskHeader {...{ instanceKey, instance, isMapped }} />
      <Tabs label={t("task.tabs")} tabs={tabs} current={tab} onChange={setTab} />
      <div role="tabpanel" className="min-h-0 flex-1 overflow-auto">
        {tab === "log" && <LogTab {...{ instanceKey, instance, tries }} />}
        {tab === "details" && <DetailsTab {...{ instanceKey, instance, tries }} />}
        {tab === "xcom" && <XComTab {...{ instanceKey, tries }} />}
      </div>
    </div>
  );
}
