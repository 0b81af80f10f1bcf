import { dag } from "tradewind";

/** Says who it was told to greet. */
const d = dag("greeting");
const name = d.task("name", (_, { conf }) => JSON.stringify(conf["name"] ?? "nobody"));
d.task("greet", { in: { name } }, ({ name: whom }, { log }) => log(`good day, ${whom}`));
export default d;

export const yearly = dag("yearly", { schedule: "@yearly" });
yearly.task("rest", () => null);
