import { dag } from "tradewind";
import type { TaskContext } from "tradewind";
import { z } from "zod";

const tell = async ({ conf, dagId, taskId, tryNumber }: TaskContext): Promise<string> => {
  await fetch(z.string().parse(conf["ledger"]), { method: "POST", body: `two ${dagId} ${taskId} ${tryNumber}` });
  return "two";
};

/** As it became: other code, a task more, a task less, a task under another name. */
const d = dag("shop", { defaults: { retry: { limit: 1, delay: "1s" } } });
const early = d.task("early", (_, ctx) => tell(ctx));
const held = d.task("held", { after: [early] }, (_, ctx) => tell(ctx));
d.task("late", { in: { held } }, (_, ctx) => tell(ctx));
d.task("added", { after: [early] }, (_, ctx) => tell(ctx));
d.task("new_name", { after: [early] }, (_, ctx) => tell(ctx));
export default d;
