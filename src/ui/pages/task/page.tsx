import { Loading } from "../../kit/states.tsx";

export function TaskPage() {
  return <Loading />;
}
