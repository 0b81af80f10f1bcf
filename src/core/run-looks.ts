import type { InstanceKey } from "./ids.ts";
import type { Json } from "./json.ts";

/** What a run tells of one instance to somebody who looks at it alone. */
export interface RunLooks {
  /** What the newest try was handed, by name: masked, and cut to some ten thousand characters in all. */
  describeInputs(key: InstanceKey): Promise<Readonly<Record<string, Json>>>;
}
