interface Placed {
  readonly task_id: string | null;
  readonly downstream_task_ids?: readonly string[] | null;
}

/** Ids of tasks as they run, first things first; those that could run at the same time stay as they came. */
export function orderTasks(tasks: readonly Placed[]): readonly string[] {
  const waits = new Map(tasks.map(({ task_id }) => [task_id ?? "", 0]));
  for (const { downstream_task_ids: after } of tasks) {
    for (const id of after ?? []) waits.set(id, (waits.get(id) ?? 0) + 1);
  }
  const after = new Map(tasks.map((task) => [task.task_id ?? "", task.downstream_task_ids ?? []]));
  const order = [...waits].flatMap(([id, count]) => (count === 0 ? [id] : []));
  for (const id of order) {
    for (const next of after.get(id) ?? []) {
      const left = (waits.get(next) ?? 0) - 1;
      waits.set(next, left);
      if (left === 0) order.push(next);
    }
  }
  return order;
}

/** What is said of tasks, in their order; of tasks that the order does not know, last. */
export function sortByOrder<T extends { readonly task_id: string | null }>(
  rows: readonly T[],
  order: readonly string[],
): readonly T[] {
  const rank = new Map(order.map((id, at) => [id, at]));
  const rankOf = ({ task_id }: T) => rank.get(task_id ?? "") ?? order.length;
  return rows.toSorted((a, b) => rankOf(a) - rankOf(b));
}
