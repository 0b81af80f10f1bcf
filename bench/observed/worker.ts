// The product as it is, between bindings and storage that count what passes through them.
import "./install.ts";
import worker, * as product from "../../src/worker.ts";
import { observeEntries, observeObjects } from "./observe.ts";

const observed = observeObjects(product, worker);
export const RunCoordinator = observed.RunCoordinator;
export const DagCoordinator = observed.DagCoordinator;
export const PoolCoordinator = observed.PoolCoordinator;
export { LiveHub } from "../../src/worker.ts";
export const AttemptCarrier = observed.AttemptCarrier;

export default observeEntries(worker);
