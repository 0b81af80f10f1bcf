import { QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiError } from "./http.ts";

/** Data is pushed, so nothing is asked again for its age or for a window's focus; a refusal is not tried again. */
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
        retry: (failures, error) => failures < 3 && isPassing(error),
        retryDelay: (failures) => Math.min(500 * 2 ** failures, 8_000),
      },
    },
  });
}

/** A server that is away or busy may be back soon; one that refuses means it. */
function isPassing(error: Error): boolean {
  return !(error instanceof ApiError) || error.status === 0 || error.status >= 500;
}
