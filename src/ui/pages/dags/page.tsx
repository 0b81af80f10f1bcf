import { Loading } from "../../kit/states.tsx";

export function DagsPage() {
  return <Loading />;
}
