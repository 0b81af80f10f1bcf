import { queryOptions, useQuery } from "@tanstack/react-query";
import { get, post, remove } from "./http.ts";

/** What an action needs. */
export type Deed = "read" | "operate" | "administer";

/** Who looks at the page, and what they may do: controls that would be refused are not shown. */
export interface Me {
  readonly user: string;
  /** False for a program's own token. */
  readonly is_user: boolean;
  readonly role: "viewer" | "operator" | "author" | "admin";
  /** Null reaches every team. */
  readonly team: string | null;
  readonly may: Readonly<Record<Deed, boolean>>;
}

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: ({ signal }) => get<Me>("/api/x/me", { signal }),
  staleTime: 300_000,
});

/** The cookie of the session is the server's and closed to scripts. Rejects with an ApiError: 401 for a wrong password. */
export async function logIn(username: string, password: string): Promise<void> {
  await post("/auth/session", { body: { username, password } });
}

export async function logOut(): Promise<void> {
  await remove("/auth/session");
}

/** Whether the person may do this; false until it is known. */
export function useMay(deed: Deed): boolean {
  return useQuery(meQuery).data?.may[deed] ?? false;
}
