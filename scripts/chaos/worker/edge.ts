// The Worker of chaos as the edge would run it: late calls, batches side by side, a clock that stands still.
import "../../../bench/observed/install.ts";
import { observeEntries, observeObjects } from "../../../bench/observed/observe.ts";
import worker, * as troubled from "./worker.ts";

const observed = observeObjects(troubled, worker);
export const RunCoordinator = observed.RunCoordinator;
export const DagCoordinator = observed.DagCoordinator;
export const PoolCoordinator = observed.PoolCoordinator;
export { LiveHub } from "./worker.ts";
export const AttemptCarrier = observed.AttemptCarrier;

export default observeEntries(worker);
