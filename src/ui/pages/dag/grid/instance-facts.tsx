import { useQuery } from "@tanstack/react-query";
import { instanceQuery, type InstanceKey } from "../../../api/instance.ts";
import { Duration, Time } from "../../../kit/time.tsx";
import { useWords } from "../../../words/catalogue.ts";

/** When an instance ran and how often, asked for when it is chosen. */
export function InstanceFacts({ address }: { readonly address: InstanceKey }) {
  const t = useWords();
  const { data } = useQuery({ ...instanceQuery(address), retry: false });
  if (data === undefined || data.start_date === null) return null;
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1">
      <dt className="text-ink-3">{t("task.started")}</dt>
      <dd>
        <Time value={data.start_date} look="absolute" withSeconds />
      </dd>
      <dt className="text-ink-3">{t("task.duration")}</dt>
      <dd>
        <Duration start={data.start_date} end={data.end_date} />
      </dd>
      <dt className="text-ink-3">{t("task.attempts")}</dt>
      <dd className="tabular">{data.try_number}</dd>
    </dl>
  );
}
