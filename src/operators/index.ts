export { httpRequest } from "./http-request.ts";
export type { HttpRequestOptions } from "./http-request.ts";
export { r2Get, r2Put } from "./r2-object.ts";
export type { R2Location, R2Written } from "./r2-object.ts";
export { sqlQuery } from "./sql-query.ts";
export type { SqlQueryOptions, SqlRow, SqlValue } from "./sql-query.ts";
