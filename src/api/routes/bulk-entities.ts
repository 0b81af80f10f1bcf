import { Problem } from "../problem.ts";
import type { BulkAction, BulkAnswer } from "./bulk.ts";

/** What a noun whose entities live in objects does for its bulk requests. */
export interface BulkEntities<Entity, Found> {
  /** As in "Dag Runs": Airflow creates none of them in bulk. */
  readonly title: string;
  /** Null when there is no such thing. Throws a problem for what cannot be meant. */
  find(entity: Entity | string): Promise<Found | null>;
  /** As the refusal of what is not there names it. */
  name(entity: Entity | string): string;
  /** The names of what it changed. */
  update(found: Found, entity: Entity, mask: readonly string[]): Promise<readonly string[]>;
  remove(found: Found): Promise<readonly string[]>;
}

interface Told {
  readonly success: string[];
  readonly errors: { error: string; status_code: number }[];
}

/**
 * Airflow's rules: actions in their order; one that names what is not there fails as a whole unless it says otherwise.
 * A refusal of one entity holds no other back.
 */
export async function runBulkEntities<Entity, Found extends object>(
  noun: BulkEntities<Entity, Found>,
  actions: readonly BulkAction<Entity>[],
): Promise<BulkAnswer> {
  const answer: BulkAnswer = {};
  for (const action of actions) {
    const told = (answer[action.action] ??= { success: [], errors: [] });
    if (action.action === "create") refuseCreate(told, noun.title);
    else await act(noun, action, told);
  }
  return answer;
}

function refuseCreate(told: Told, title: string): void {
  told.errors.push({ error: `${title} bulk create is not supported`, status_code: 405 });
}

type Action<Entity> = Exclude<BulkAction<Entity>, { action: "create" }>;

async function act<Entity, Found extends object>(
  noun: BulkEntities<Entity, Found>,
  action: Action<Entity>,
  told: Told,
): Promise<void> {
  const known: (() => Promise<readonly string[]>)[] = [];
  const unknown: string[] = [];
  const add = async (entity: Entity | string, deed: (found: Found) => Promise<readonly string[]>): Promise<void> => {
    const found = await noun.find(entity);
    if (found === null) unknown.push(noun.name(entity));
    else known.push(() => deed(found));
  };
  if (action.action === "delete") {
    for (const entity of action.entities) await attempt(told, () => add(entity, (found) => noun.remove(found)));
  } else {
    const mask = action.update_mask ?? [];
    for (const entity of action.entities)
      await attempt(told, () => add(entity, (found) => noun.update(found, entity, mask)));
  }
  if (unknown.length > 0 && action.action_on_non_existence === "fail") {
    const error = `The ${noun.title} with these identifiers: [${unknown.join(", ")}] were not found`;
    told.errors.push({ error, status_code: 404 });
    return;
  }
  for (const deed of known) {
    await attempt(told, async () => {
      told.success.push(...(await deed()));
    });
  }
}

async function attempt(told: Told, deed: () => Promise<void>): Promise<void> {
  try {
    await deed();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const words = typeof error.detail === "string" ? error.detail : error.detail.map(({ msg }) => msg).join("; ");
    told.errors.push({ error: words, status_code: error.status });
  }
}
