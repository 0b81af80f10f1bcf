import type { ContractSchema, Operation } from "./contract.ts";

/** An operation of our OpenAPI document, as far as it is compared. */
export interface Described {
  readonly operationId?: string;
  readonly tags?: readonly string[];
  readonly security?: readonly object[];
  readonly parameters?: readonly DescribedParameter[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}
interface DescribedParameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: DescribedSchema;
}
type Content = Readonly<Record<string, { readonly schema: DescribedSchema }>>;
export interface DescribedSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly items?: DescribedSchema;
  readonly anyOf?: readonly DescribedSchema[];
  readonly [key: string]: unknown;
}

type Resolve = (schema: DescribedSchema) => DescribedSchema;

/** What a caller of Airflow would miss, or find otherwise; in words, sorted as the contract is. */
export function compareOperation(theirs: Operation, ours: Described, resolve: Resolve): string[] {
  return [
    ...(ours.operationId === theirs.operationId ? [] : [`operationId ${ours.operationId ?? "none"}`]),
    ...((theirs.security ?? []).length > 0 === (ours.security ?? []).length > 0 ? [] : ["security"]),
    ...compareParameters(theirs, ours, resolve),
    ...compareBodies(theirs, ours),
    ...compareAnswers(theirs, ours),
  ];
}

function compareParameters(theirs: Operation, ours: Described, resolve: Resolve): string[] {
  const found = new Map((ours.parameters ?? []).map((parameter) => [`${parameter.in} ${parameter.name}`, parameter]));
  const faults = (theirs.parameters ?? []).flatMap((parameter) => {
    const name = `${parameter.in} ${parameter.name}`;
    const own = found.get(name);
    found.delete(name);
    if (own === undefined) return [`${name} is missing`];
    const isRequired = (own.required ?? false) === parameter.required ? [] : [`${name} required`];
    return [...isRequired, ...compareSchemas(parameter, resolve(own.schema), resolve).map((word) => `${name} ${word}`)];
  });
  return [...faults, ...[...found.keys()].map((name) => `${name} is ours alone`)];
}

const KEYWORDS = ["default", "minimum", "exclusiveMinimum", "enum", "format"] as const;

/** What the contract says of a value and ours says otherwise. A contract without an enum may still mean one. */
function compareSchemas(theirs: Omit<ContractSchema, "required">, ours: DescribedSchema, resolve: Resolve): string[] {
  const type = listTypes(ours).join();
  const isSame = theirs.type === undefined || type === theirs.type;
  const items = theirs.items?.type;
  const ownItems = ours.items === undefined ? "" : listTypes(resolve(ours.items)).join();
  return [
    ...(isSame ? [] : [`type ${type}`]),
    ...(items === undefined || items === ownItems ? [] : [`items ${ownItems}`]),
    ...KEYWORDS.filter(
      (word) => theirs[word] !== undefined && JSON.stringify(theirs[word]) !== JSON.stringify(ours[word]),
    ),
  ];
}

function listTypes({ type = [] }: DescribedSchema): readonly string[] {
  return (typeof type === "string" ? [type] : type).filter((name) => name !== "null");
}

function compareBodies({ requestBody: theirs }: Operation, { requestBody: ours }: Described): string[] {
  if (theirs === undefined) return ours === undefined ? [] : ["a body"];
  if (ours === undefined) return ["no body"];
  const isSame = (theirs.required ?? false) === (ours.required ?? false);
  const types = Object.entries(theirs.content).filter(([type, { ref }]) => nameOf(ours.content[type]?.schema) !== ref);
  return [...(isSame ? [] : ["body required"]), ...types.map(([type]) => `body as ${type}`)];
}

/** Every status of theirs is one of ours; of a success the media types and the names of the schemas are the same. */
function compareAnswers({ responses: theirs }: Operation, { responses: ours }: Described): string[] {
  return Object.entries(theirs).flatMap(([status, content]) => {
    const own = ours[status];
    if (own === undefined) return [`no ${status}`];
    if (!status.startsWith("2")) return [];
    return Object.entries(content ?? {}).flatMap(([type, { ref }]) => {
      const schema = own.content?.[type]?.schema;
      if (schema === undefined) return [`${status} not as ${type}`];
      return ref === undefined || nameOf(schema) === ref ? [] : [`${status} is no ${ref}`];
    });
  });
}

function nameOf(schema: DescribedSchema | undefined): string | undefined {
  return schema?.$ref?.split("/").at(-1);
}
