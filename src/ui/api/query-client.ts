import { QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiError } from "./http.ts";

/** Data is pushed, so nothing is asked again for its age or for a window's focus; only what passes by itself is tried again, and
 * soon: a person waits for the answer. */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (error instanceof ApiError && error.status === 401) onSignedOut();
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        refetchOnWindowFocus: false,
        retry: (failures, error) => failures < 2 && isPassing(error),
        retryDelay: (failures) => 200 * 2 ** failures,
      },
    },
  });
}

/** A server that is away for a moment may be back in the next; one that refuses, or fails, would do so again. */
function isPassing(error: Error): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status === 503);
}
