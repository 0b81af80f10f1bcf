import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { testConnection, type Connection } from "../../api/connections.ts";
import { ApiError } from "../../api/http.ts";
import { Button } from "../../kit/button.tsx";
import { Status } from "../../kit/status.tsx";
import { useWords } from "../../words/catalogue.ts";

const REFUSAL = ["connections", "test-refusal"] as const;

/** Tries the connection as it stands in the form. A server that tests none says why, once, and is not asked again. */
export function ConnectionTest({
  connection,
  isInvalid,
}: {
  readonly connection: Connection;
  readonly isInvalid: boolean;
}) {
  const t = useWords();
  const queries = useQueryClient();
  const { data: refusal } = useQuery<string | null>({ queryKey: REFUSAL, queryFn: () => null, staleTime: Infinity });
  const { mutate, data, error, isPending } = useMutation({
    mutationFn: testConnection,
    onError: (refused) => {
      if (refused instanceof ApiError && refused.status === 403) queries.setQueryData(REFUSAL, refused.message);
    },
  });
  const why = refusal ?? error?.message ?? null;
  return (
    <span className="flex min-w-0 flex-1 flex-wrap items-center gap-2">
      <Button disabled={isPending || isInvalid || typeof refusal === "string"} onClick={() => mutate(connection)}>
        {t("connections.test")}
      </Button>
      <span role="status" className="min-w-0 text-xs">
        {why !== null && <span className="text-ink-2">{why}</span>}
        {why === null && data !== undefined && <Status is={data.status ? "good" : "bad"} words={data.message} />}
      </span>
    </span>
  );
}
