import { Loading } from "../../kit/states.tsx";

export function DagPage() {
  return <Loading />;
}
