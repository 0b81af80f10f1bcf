import type { InstanceView } from "../core/views.ts";
import { encodeCursor, parseCursor } from "../store/cursor.ts";
import { Problem } from "./problem.ts";

interface Asked {
  readonly limit: number;
  readonly offset: number;
  readonly cursor?: string | undefined;
}

export interface InstancePage {
  /** Where the page begins among the sorted instances. */
  readonly begin: number;
  readonly next: string | null;
  readonly previous: string | null;
}

/**
 * Which part of a run's sorted instances. A cursor names the instance beside which a page begins or ends, so that
 * instances added meanwhile move nothing; "" is the first page. Throws a 400 when it names none of them.
 */
export function turnPage(sorted: readonly InstanceView[], { limit, offset, cursor }: Asked): InstancePage {
  const begin = cursor === undefined ? offset : findPlace(sorted, cursor, limit);
  const end = Math.min(begin + limit, sorted.length);
  return {
    begin,
    next: end < sorted.length ? nameInstance("after", sorted[end - 1]) : null,
    previous: begin > 0 ? nameInstance("before", sorted[begin]) : null,
  };
}

function findPlace(sorted: readonly InstanceView[], cursor: string, limit: number): number {
  if (cursor === "") return 0;
  const after = parseCursor(cursor, "after", 2);
  const [taskId, mapIndex] = after ?? parseCursor(cursor, "before", 2) ?? [];
  const at = sorted.findIndex((instance) => instance.taskId === taskId && instance.mapIndex === mapIndex);
  if (at === -1) throw new Problem(400, "The cursor is none of this list, order and filter");
  return after === null ? Math.max(at - limit, 0) : at + 1;
}

function nameInstance(side: "after" | "before", instance: InstanceView | undefined): string | null {
  return instance === undefined ? null : encodeCursor(side, [instance.taskId, instance.mapIndex]);
}
