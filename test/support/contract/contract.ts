import facts from "../../fixtures/airflow/api-v2.json" with { type: "json" };

/** A schema in the contract's own short form: `ref` names another, `nullable` stands beside the type. */
export interface ContractSchema {
  readonly ref?: string;
  readonly type?: string;
  readonly nullable?: boolean;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly minItems?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly items?: ContractSchema;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, ContractSchema>>;
  readonly additionalProperties?: boolean | ContractSchema;
  readonly anyOf?: readonly ContractSchema[];
  readonly oneOf?: readonly ContractSchema[];
}

export interface ContractParameter extends ContractSchema {
  readonly name: string;
  readonly in: "path" | "query" | "header";
}

type Content = Readonly<Record<string, ContractSchema>>;

/** An operation of Airflow's REST interface, version 2. */
export interface Operation {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly security?: readonly string[];
  readonly parameters?: readonly (Omit<ContractParameter, "required"> & { readonly required: boolean })[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, Content>>;
}

interface Contract {
  readonly operations: readonly Operation[];
  readonly schemas: Readonly<Record<string, ContractSchema>>;
}

const { operations, schemas } = facts as unknown as Contract;

export const OPERATIONS = operations;
export const SCHEMAS = schemas;

/** The schema itself, followed through its name. */
export function resolveSchema(schema: ContractSchema): ContractSchema {
  if (schema.ref === undefined) return schema;
  const named = schemas[schema.ref];
  if (named === undefined) throw new Error(`the contract has no schema ${schema.ref}`);
  const { ref: _, ...beside } = schema;
  return { ...resolveSchema(named), ...beside };
}
