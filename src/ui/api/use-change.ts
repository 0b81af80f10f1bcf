import { useQueryClient, type QueryKey } from "@tanstack/react-query";
import { useState } from "react";
import { showError, showToast } from "../kit/toast.tsx";

interface Change {
  readonly act: () => Promise<unknown>;
  /** Said when it is done. */
  readonly done: string;
  /** What is to be asked again. */
  readonly touches: QueryKey;
}

/** A change without a form: says that it was done or why it was refused, and asks again for what it touched. */
export function useChange(): readonly [isBusy: boolean, change: (change: Change) => Promise<void>] {
  const queries = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  const change = async ({ act, done, touches }: Change) => {
    setBusy(true);
    try {
      await act();
      showToast(done);
    } catch (error) {
      showError(error);
    }
    await queries.invalidateQueries({ queryKey: touches });
    setBusy(false);
  };
  return [isBusy, change];
}
