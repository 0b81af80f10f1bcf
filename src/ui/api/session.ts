import { queryOptions, useQuery } from "@tanstack/react-query";
import { get, post, remove } from "./http.ts";

export type Role = "viewer" | "operator" | "admin";

/** Who looks at the page, and what they may do: controls that would be refused are not shown. */
export interface Me {
  readonly user: string;
  readonly role: Role;
  readonly team: string | null;
}

const RANKS: readonly Role[] = ["viewer", "operator", "admin"];

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

/** Whether the person may act as at least this role; false until it is known. */
export function useMay(role: Role): boolean {
  const { data } = useQuery(meQuery);
  return data !== undefined && RANKS.indexOf(data.role) >= RANKS.indexOf(role);
}
