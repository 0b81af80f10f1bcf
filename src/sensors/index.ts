export { httpOk } from "./http-ok.ts";
export { r2Exists } from "./r2-exists.ts";
export type { R2Found } from "./r2-exists.ts";
export { timeAfter } from "./time-after.ts";
