import { wrap } from "../../../bench/observed/wrap.ts";
import type { Random } from "../../../test/support/world/random.ts";

const MOST_COPIES = 3;
/** Copies come up to so many seconds late; the queue takes so many messages in one call. */
const LATEST = 6;
const AT_ONCE = 100;

/** The queue, with each message sent once, twice or three times, in any order, some of them late. */
export function shuffleQueue(queue: Queue, random: Random): Queue {
  const sendBatch: Queue["sendBatch"] = async (messages) => {
    const copies = [...messages].flatMap((message) =>
      Array.from({ length: 1 + random.int(MOST_COPIES) }, (_, copy) => ({ ...message, ...drawDelay(random, copy) })),
    );
    shuffle(copies, random);
    let answer = await queue.sendBatch(copies.slice(0, AT_ONCE));
    for (let at = AT_ONCE; at < copies.length; at += AT_ONCE)
      answer = await queue.sendBatch(copies.slice(at, at + AT_ONCE));
    return answer;
  };
  return wrap(queue, { sendBatch });
}

/** One in five first copies is overtaken by later messages; other copies come whenever they like. */
function drawDelay(random: Random, copy: number): { readonly delaySeconds?: number } {
  if (copy > 0) return { delaySeconds: random.int(LATEST + 1) };
  return random.chance(0.2) ? { delaySeconds: 1 } : {};
}

function shuffle(list: unknown[], random: Random): void {
  for (let last = list.length - 1; last > 0; last -= 1) {
    const other = random.int(last + 1);
    [list[last], list[other]] = [list[other], list[last]];
  }
}
