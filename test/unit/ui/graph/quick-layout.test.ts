import { describe, expect, it } from "vitest";
import type { Box, Picture } from "../../../../src/ui/graph/graph-model.ts";
import type { Placed } from "../../../../src/ui/graph/placed.ts";
import { layOutQuickly } from "../../../../src/ui/graph/quick-layout.ts";

const draw = (id: string, parent: string | null = null, isOpen = false): Box => ({
  id,
  label: id,
  kind: isOpen ? "group" : "task",
  parent,
  isOpen,
  isMapped: false,
  note: null,
  tasks: [id],
  width: 100,
  height: 34,
});
const picture = (boxes: readonly Box[], pairs: readonly (readonly [string, string])[]): Picture => ({
  boxes,
  lines: pairs.map(([from, to]) => ({ id: `${from}→${to}`, from, to, label: null, isSoft: false })),
});

/** Where a box lies on the whole plane. */
function locate(placed: readonly Placed[]): Map<string, Placed> {
  const found = new Map<string, Placed>();
  for (const item of placed) {
    const around = item.box.parent === null ? undefined : found.get(item.box.parent);
    found.set(item.box.id, { ...item, x: item.x + (around?.x ?? 0), y: item.y + (around?.y ?? 0) });
  }
  return found;
}

function findFaults({ boxes, lines }: Picture, placed: readonly Placed[]): string[] {
  const at = locate(placed);
  const faults = boxes.filter(({ id }) => !at.has(id)).map(({ id }) => `${id} is missing`);
  const all = [...at.values()];
  for (const one of all) {
    const around = one.box.parent === null ? undefined : at.get(one.box.parent);
    if (around !== undefined && !holds(around, one)) faults.push(`${one.box.id} leaves its group`);
    for (const other of all) {
      const areBeside = one !== other && one.box.parent === other.box.parent;
      if (areBeside && overlap(one, other)) faults.push(`${one.box.id} lies on ${other.box.id}`);
    }
  }
  const isBackward = ({ from, to }: Picture["lines"][number]) => (at.get(to)?.x ?? 0) <= (at.get(from)?.x ?? 0);
  return [...faults, ...lines.filter(isBackward).map(({ id }) => `${id} goes back`)];
}

const holds = (outer: Placed, inner: Placed) =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;
const overlap = (one: Placed, other: Placed) =>
  one.x < other.x + other.width &&
  other.x < one.x + one.width &&
  one.y < other.y + other.height &&
  other.y < one.y + one.height;

describe("the quick layout", () => {
  it("leads from left to right, lays nothing over anything, and keeps groups around what they hold", () => {
    const boxes = [draw("a", null, true), draw("a.b", "a", true), draw("start"), draw("end"), draw("alone")];
    const steps = Array.from({ length: 6 }, (_, at) => draw(`s${at}`, at % 2 === 0 ? "a" : "a.b"));
    const all = picture(
      [...boxes, ...steps],
      [
        ["start", "s0"],
        ["s0", "s1"],
        ["s0", "s3"],
        ["s0", "s5"],
        ["s2", "s4"],
        ["s5", "end"],
        ["start", "end"],
      ],
    );
    expect(findFaults(all, layOutQuickly(all))).toEqual([]);
  });

  it("draws a chain straight", () => {
    const chain = picture(
      Array.from({ length: 5 }, (_, at) => draw(`s${at}`)),
      Array.from({ length: 4 }, (_, at) => [`s${at}`, `s${at + 1}`] as const),
    );
    expect(new Set(layOutQuickly(chain).map(({ y }) => y))).toEqual(new Set([0]));
  });

  it("places groups that need each other too", () => {
    const boxes = [draw("a", null, true), draw("b", null, true), ...["a1", "a2"].map((id) => draw(id, "a"))];
    const circle = picture(
      [...boxes, draw("b1", "b")],
      [
        ["a1", "b1"],
        ["b1", "a2"],
      ],
    );
    const faults = findFaults(circle, layOutQuickly(circle));
    expect(faults).toEqual(["b1→a2 goes back"]);
  });

  it("spares a layer its crossings where neighbours can change places", () => {
    const crossed = picture(
      ["a", "b", "c", "x", "y", "z"].map((id) => draw(id)),
      [
        ["a", "z"],
        ["b", "y"],
        ["c", "x"],
      ],
    );
    const at = locate(layOutQuickly(crossed));
    const order = (ids: string[]) => ids.toSorted((one, other) => (at.get(one)?.y ?? 0) - (at.get(other)?.y ?? 0));
    expect(order(["x", "y", "z"])).toEqual(["z", "y", "x"]);
  });

  it("wraps what hangs together with nothing, as wide as a screen", () => {
    const many = picture(
      Array.from({ length: 2_000 }, (_, at) => draw(`s${at}`)),
      [],
    );
    const placed = layOutQuickly(many);
    const width = Math.max(...placed.map((item) => item.x + item.width));
    const height = Math.max(...placed.map((item) => item.y + item.height));
    expect(width / height).toBeGreaterThan(1);
    expect(width / height).toBeLessThan(3);
  });
});
