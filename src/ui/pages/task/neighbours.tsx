import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { taskQuery, type InstanceKey } from "../../api/instance.ts";
import { useShortcuts } from "../../keys/registry.ts";
import { IconButton } from "../../kit/button.tsx";
import { linkToTask } from "../../links.ts";
import { useSearchState } from "../../search-state.ts";
import { useWords } from "../../words/catalogue.ts";

/** `[` and `]` step through the instances of a mapped task; what is looked at of one stays in view of the next. */
export function MappedNeighbours({ instanceKey }: { readonly instanceKey: InstanceKey }) {
  const t = useWords();
  const navigate = useNavigate();
  const [tab] = useSearchState("tab");
  const { data } = useQuery(taskQuery(instanceKey));
  const { mapIndex } = instanceKey;
  const last = (data?.total_entries ?? 0) - 1;
  const go = (index: number) => {
    if (index < 0 || index > last) return;
    const link = linkToTask({ ...instanceKey, mapIndex: index });
    void navigate({ ...link, search: { ...link.search, ...(tab === "" ? {} : { tab }) } });
  };
  useShortcuts([
    { keys: "[", words: "task.previousInstance", group: "page", run: () => go(mapIndex - 1) },
    { keys: "]", words: "task.nextInstance", group: "page", run: () => go(mapIndex + 1) },
  ]);
  return (
    <span className="flex items-center">
      <IconButton
        icon="chevronLeft"
        label={`${t("task.previousInstance")} ( [ )`}
        disabled={mapIndex <= 0}
        onClick={() => go(mapIndex - 1)}
      />
      <IconButton
        icon="chevronRight"
        label={`${t("task.nextInstance")} ( ] )`}
        disabled={mapIndex >= last}
        onClick={() => go(mapIndex + 1)}
      />
    </span>
  );
}
