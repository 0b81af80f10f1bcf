import { dag } from "tradewind";
import type { TaskContext } from "tradewind";
import { z } from "zod";

const tell = async ({ conf, dagId, taskId, tryNumber }: TaskContext): Promise<void> => {
  await fetch(z.string().parse(conf["ledger"]), { method: "POST", body: `one ${dagId} ${taskId} ${tryNumber}` });
};

/** A task in the middle of its work, and one after it. */
const d = dag("calm", { defaults: { retry: { limit: 1, delay: "1s" } } });
const held = d.task("held", (_, ctx) => tell(ctx));
d.task("late", { after: [held] }, (_, ctx) => tell(ctx));
export default d;
