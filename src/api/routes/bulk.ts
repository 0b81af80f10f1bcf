import { Problem } from "../problem.ts";

export interface BulkKey {
  readonly team: string;
  readonly name: string;
}

/** One action of a bulk request, as the shape has read it. */
export type BulkAction<Entity> =
  | { readonly action: "create"; readonly entities: readonly Entity[]; readonly action_on_existence: OnExistence }
  | {
      readonly action: "update";
      readonly entities: readonly Entity[];
      readonly update_mask?: readonly string[] | null | undefined;
      readonly action_on_non_existence: "fail" | "skip";
    }
  | {
      readonly action: "delete";
      readonly entities: readonly (Entity | string)[];
      readonly action_on_non_existence: "fail" | "skip";
    };
type OnExistence = "fail" | "skip" | "overwrite";

/** What a noun does for its bulk requests. Refusals are thrown as problems and end up in the answer. */
export interface BulkNoun<Entity> {
  /** As in "The variables with these keys". */
  readonly title: string;
  /** Throws a 403 for a team out of reach. */
  keyOf(entity: Entity | string): BulkKey;
  /** Those of the keys that exist. */
  find(keys: readonly BulkKey[]): Promise<readonly BulkKey[]>;
  create(entities: readonly (readonly [BulkKey, Entity])[]): Promise<void>;
  update(key: BulkKey, entity: Entity, mask: readonly string[]): Promise<void>;
  remove(keys: readonly BulkKey[]): Promise<void>;
}

interface Told {
  readonly success: string[];
  readonly errors: { error: string; status_code: number }[];
}
export type BulkAnswer = Partial<Record<"create" | "update" | "delete", Told>>;

/**
 * Airflow's rules: actions in their order; one that names what exists (or does not, as the case may be) fails as a whole
 * unless it says otherwise, and the others go on. Teams are checked before anything is done.
 */
export async function runBulk<Entity>(
  noun: BulkNoun<Entity>,
  actions: readonly BulkAction<Entity>[],
): Promise<BulkAnswer> {
  for (const { entities } of actions) for (const entity of entities) noun.keyOf(entity);
  const answer: BulkAnswer = {};
  for (const action of actions) {
    const told = (answer[action.action] ??= { success: [], errors: [] });
    try {
      told.success.push(...(await act(noun, action)));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const words = typeof error.detail === "string" ? error.detail : error.detail.map(({ msg }) => msg).join("; ");
      told.errors.push({ error: words, status_code: error.status });
    }
  }
  return answer;
}

/** The names it did something to. */
async function act<Entity>(noun: BulkNoun<Entity>, action: BulkAction<Entity>): Promise<string[]> {
  const keys = action.entities.map((entity) => noun.keyOf(entity));
  const existing = new Set((await noun.find(keys)).map(identify));
  const known = keys.filter((key) => existing.has(identify(key)));
  const unknown = keys.filter((key) => !existing.has(identify(key)));
  if (action.action === "create") return create(noun, action, known);
  if (unknown.length > 0 && action.action_on_non_existence === "fail") {
    throw new Problem(404, `${noun.title}: ${listNames(unknown)} were not found.`);
  }
  if (action.action === "delete") await noun.remove(known);
  else {
    for (const entity of action.entities) {
      const key = noun.keyOf(entity);
      if (existing.has(identify(key))) await noun.update(key, entity, action.update_mask ?? []);
    }
  }
  return known.map(({ name }) => name);
}

async function create<Entity>(
  noun: BulkNoun<Entity>,
  action: Extract<BulkAction<Entity>, { action: "create" }>,
  known: readonly BulkKey[],
): Promise<string[]> {
  const { entities, action_on_existence: onExistence } = action;
  if (known.length > 0 && onExistence === "fail") {
    throw new Problem(409, `${noun.title}: ${listNames(known)} already exist.`);
  }
  const existing = new Set(known.map(identify));
  const named = entities.map((entity) => [noun.keyOf(entity), entity] as const);
  const made = named.filter(([key]) => !existing.has(identify(key)));
  await noun.create(made);
  const overwritten = onExistence === "skip" ? [] : named.filter(([key]) => existing.has(identify(key)));
  // As a change and not anew: what an export shows masked stays what it was.
  for (const [key, entity] of overwritten) await noun.update(key, entity, []);
  return [...made, ...overwritten].map(([{ name }]) => name);
}

function identify({ team, name }: BulkKey): string {
  return JSON.stringify([team, name]);
}

/** As Python prints a set. */
function listNames(keys: readonly BulkKey[]): string {
  return `{${[...new Set(keys.map(({ name }) => `'${name}'`))].toSorted().join(", ")}}`;
}
