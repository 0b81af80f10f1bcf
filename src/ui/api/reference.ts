import { queryOptions } from "@tanstack/react-query";
import { get } from "./http.ts";

/** What of JSON Schema the reference reads. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly description?: string;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly additionalProperties?: boolean | Schema;
}
export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema?: Schema;
}
type Content = Readonly<Record<string, { readonly schema?: Schema }>>;
interface RawOperation {
  readonly operationId?: string;
  readonly tags?: readonly string[];
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content?: Content };
  readonly responses?: Readonly<Record<string, { readonly description?: string; readonly content?: Content }>>;
  readonly "x-policy"?: string;
}
interface Document {
  readonly info: { readonly description?: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, RawOperation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}

export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly tag: string;
  readonly description: string;
  /** public, read, operate or administer. */
  readonly policy: string;
  readonly parameters: readonly Parameter[];
  readonly body: Schema | undefined;
  readonly answers: readonly {
    readonly status: string;
    readonly description: string;
    readonly schema: Schema | undefined;
  }[];
}
export interface Reference {
  readonly operations: readonly Operation[];
  readonly schemas: Readonly<Record<string, Schema>>;
}

export const referenceQuery = queryOptions({
  queryKey: ["reference"],
  queryFn: async ({ signal }): Promise<Reference> => {
    const { paths, components } = await get<Document>("/openapi.json", { signal });
    const operations = Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, raw]) => readOperation(path, method, raw)),
    );
    return { operations, schemas: components?.schemas ?? {} };
  },
  staleTime: Infinity,
});

function readOperation(path: string, method: string, raw: RawOperation): Operation {
  const { operationId, tags = [], description, summary, parameters = [], responses = {} } = raw;
  return {
    id: operationId ?? `${method} ${path}`,
    method: method.toUpperCase(),
    path,
    tag: tags[0] ?? "",
    description: description ?? summary ?? "",
    policy: raw["x-policy"] ?? "",
    parameters,
    body: schemaOf(raw.requestBody?.content),
    answers: Object.entries(responses).map(([status, answer]) => ({
      status,
      description: answer.description ?? "",
      schema: schemaOf(answer.content),
    })),
  };
}

function schemaOf(content: Content | undefined): Schema | undefined {
  return (content?.["application/json"] ?? Object.values(content ?? {})[0])?.schema;
}
