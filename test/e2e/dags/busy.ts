import { dag } from "tradewind";

/** One task that takes a minute, and eight that take a second each: the one must not hold the others back. */
const long = dag("one_minute");
long.task("wait", async (_, { signal }) => {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, 60_000);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
});
export default long;

export const eight = dag("eight_seconds");
for (let index = 0; index < 8; index += 1) {
  eight.task(`second_${index}`, () => new Promise<void>((resolve) => void setTimeout(resolve, 1_000)));
}
