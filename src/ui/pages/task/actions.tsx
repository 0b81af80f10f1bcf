import { useState } from "react";
import { ActionDialog } from "../../actions/action-dialog.tsx";
import { LatestChoice } from "../../actions/latest-choice.tsx";
import { ReachChoice } from "../../actions/reach-choice.tsx";
import { clearInstance, markInstance, type InstanceKey, type Reach } from "../../api/instance.ts";
import { useShortcuts } from "../../keys/registry.ts";
import { Button } from "../../kit/button.tsx";
import { Menu } from "../../kit/menu.tsx";
import { useSearchChange } from "../../search-state.ts";
import { useWords } from "../../words/catalogue.ts";

const MARKS = [
  { state: "success", words: "task.markSuccess", icon: "check" },
  { state: "failed", words: "task.markFailed", icon: "close" },
  { state: "skipped", words: "task.markSkipped", icon: "chevronRight" },
] as const;
type Mark = (typeof MARKS)[number]["state"];
type Asked = Mark | "clear" | null;

/** Clear and mark, of an instance or with a map index of -1 of all instances. */
export function TaskActions({ instanceKey }: { readonly instanceKey: InstanceKey }) {
  const t = useWords();
  const [asked, ask] = useState<Asked>(null);
  useShortcuts([{ keys: "c", words: "task.clear", group: "page", run: () => ask("clear") }]);
  const items = MARKS.map(({ state, words, icon }) => ({ label: t(words), icon, onSelect: () => ask(state) }));
  return (
    <div className="flex items-center gap-2">
      <Menu
        align="end"
        button={t("task.mark")}
        buttonClassName="inline-flex h-8 items-center rounded-md border border-line-strong bg-surface px-2.5 text-sm font-medium hover:bg-hover"
        groups={[{ items }]}
      />
      <Button icon="clear" onClick={() => ask("clear")}>
        {t("task.clear")}
      </Button>
      {asked === "clear" && <ClearDialog instanceKey={instanceKey} onClose={() => ask(null)} />}
      {asked !== null && asked !== "clear" && (
        <MarkDialog instanceKey={instanceKey} state={asked} onClose={() => ask(null)} />
      )}
    </div>
  );
}

interface DialogProps {
  readonly instanceKey: InstanceKey;
  readonly onClose: () => void;
}

const NO_REACH: Reach = { upstream: false, downstream: false, past: false, future: false };

/** What hangs on a task is cleared with it unless that is switched off: else it would keep what is stale. */
function ClearDialog({ instanceKey, onClose }: DialogProps) {
  const t = useWords();
  const [reach, setReach] = useState<Reach>({ ...NO_REACH, downstream: true });
  const [onlyFailed, setOnlyFailed] = useState(false);
  const [onLatest, setOnLatest] = useState(true);
  const change = useSearchChange();
  const place = location.pathname + instanceKey.mapIndex;
  const clear = async () => {
    await clearInstance(instanceKey, reach, { onlyFailed, onLatest }, false);
    // What comes now is another attempt: the page goes with it, if it is still the one.
    const map = new URLSearchParams(location.search).get("map") ?? "-1";
    if (location.pathname + map === place) change({ try: undefined, at: undefined, line: undefined });
  };
  return (
    <ActionDialog
      title={t("task.clearTitle", { task: instanceKey.taskId })}
      subject={instanceKey.runId}
      dagId={instanceKey.dagId}
      options={[instanceKey, reach, onlyFailed, onLatest]}
      rehearse={() => clearInstance(instanceKey, reach, { onlyFailed, onLatest }, true)}
      act={clear}
      onClose={onClose}
    >
      <ReachChoice {...{ reach, onlyFailed }} onReach={setReach} onOnlyFailed={setOnlyFailed} />
      <LatestChoice isOn={onLatest} onChange={setOnLatest} />
    </ActionDialog>
  );
}

function MarkDialog({ instanceKey, onClose, state }: DialogProps & { readonly state: Mark }) {
  const t = useWords();
  const [reach, setReach] = useState<Reach>(NO_REACH);
  const words = MARKS.find((mark) => mark.state === state)?.words ?? "task.markSuccess";
  return (
    <ActionDialog
      title={t(words)}
      subject={`${instanceKey.taskId} · ${instanceKey.runId}`}
      dagId={instanceKey.dagId}
      options={[instanceKey, reach, state]}
      rehearse={() => markInstance(instanceKey, reach, state, true)}
      act={() => markInstance(instanceKey, reach, state, false)}
      isDangerous={state === "failed"}
      onClose={onClose}
    >
      <ReachChoice reach={reach} onReach={setReach} />
    </ActionDialog>
  );
}
