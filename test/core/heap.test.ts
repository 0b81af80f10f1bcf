import fc from "fast-check";
import { expect, it } from "vitest";
import { Heap } from "../../src/core/heap.ts";

it("gives the least first, whatever is pushed and popped in between", () => {
  const moves = fc.array(fc.oneof(fc.integer({ min: -20, max: 20 }), fc.constant("pop" as const)), {
    size: "max",
    maxLength: 200,
  });
  const property = fc.property(moves, (list) => {
    const heap = new Heap<number>((a, b) => a - b);
    const sorted: number[] = [];
    for (const move of list) {
      const popped = move === "pop" ? [heap.pop()] : [];
      expect(popped).toEqual(move === "pop" ? [sorted.shift()] : []);
      if (move !== "pop") heap.push(move);
      if (move !== "pop") sorted.push(move);
      sorted.sort((a, b) => a - b);
      expect(heap.size).toBe(sorted.length);
      expect(heap.peek()).toBe(sorted[0]);
    }
  });
  fc.assert(property, { seed: 1, numRuns: 100 });
});

it("is empty at first", () => {
  const heap = new Heap<string>(() => 0);
  expect([heap.size, heap.peek(), heap.pop()]).toEqual([0, undefined, undefined]);
});
