import { Loading } from "../../kit/states.tsx";

export function RunsPage() {
  return <Loading />;
}
