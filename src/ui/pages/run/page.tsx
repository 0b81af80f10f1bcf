import { Loading } from "../../kit/states.tsx";

export function RunPage() {
  return <Loading />;
}
