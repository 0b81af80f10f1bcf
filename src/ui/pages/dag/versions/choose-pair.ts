/**
 * The version that is looked at and the one it is compared with, by what the address says: the newest, and the one
 * before it, where it says nothing. `from` is null where there is none before it. `numbers` descend.
 */
export function choosePair(
  numbers: readonly number[],
  asked: string,
  against: string,
): { readonly from: number | null; readonly to: number } {
  const to = asked === "" ? (numbers[0] ?? 1) : Number(asked);
  const other = Number(against);
  const isOther = against !== "" && other !== to;
  return { to, from: isOther ? other : (numbers.find((number) => number < to) ?? null) };
}
