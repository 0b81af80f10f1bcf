import { dag } from "tradewind";
import type { TaskContext } from "tradewind";
import { z } from "zod";

const tell = async ({ conf, dagId, taskId, tryNumber }: TaskContext): Promise<string> => {
  await fetch(z.string().parse(conf["ledger"]), { method: "POST", body: `one ${dagId} ${taskId} ${tryNumber}` });
  return "one";
};

/** As it was: one task that will be removed, one that will be renamed. */
const d = dag("shop", { defaults: { retry: { limit: 1, delay: "1s" } } });
const early = d.task("early", (_, ctx) => tell(ctx));
const gate = d.sensor("gate", { after: [early], every: "1s", timeout: "1h" }, () => false);
const held = d.task("held", { after: [early] }, (_, ctx) => tell(ctx));
d.task("once", { after: [early], retry: { limit: 0 } }, (_, ctx) => tell(ctx));
d.task("late", { in: { held } }, (_, ctx) => tell(ctx));
d.task("removed", { after: [gate], triggerRule: "all_done" }, (_, ctx) => tell(ctx));
d.task("old_name", { after: [gate], triggerRule: "all_done" }, (_, ctx) => tell(ctx));
export default d;
