export interface Done<Item> {
  readonly done: readonly Item[];
  /** What was refused, with why. */
  readonly refused: readonly { readonly item: Item; readonly error: unknown }[];
}

/** Requests at a time: a browser opens no more of them to one host anyway. */
const AT_ONCE = 6;

/** Acts on every item, a few at a time; one refusal does not keep the others from being done. */
export async function forEachItem<Item>(
  items: readonly Item[],
  act: (item: Item) => Promise<unknown>,
  onProgress: (count: number) => void = () => undefined,
  atOnce = AT_ONCE,
): Promise<Done<Item>> {
  const done: Item[] = [];
  const refused: { item: Item; error: unknown }[] = [];
  const waiting = items.values();
  const work = async () => {
    for (const item of waiting) {
      await act(item).then(
        () => done.push(item),
        (error: unknown) => refused.push({ item, error }),
      );
      onProgress(done.length + refused.length);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return { done, refused };
}
