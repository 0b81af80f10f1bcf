import { dag } from "tradewind";

/** Comes with the deployment. */
const d = dag("fresh");
d.task("a", () => 1);
export default d;
