/** What survives a trip over a wire or through storage. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
