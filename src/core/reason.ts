/** Why something is as it is, as data; words come from one catalogue (`reason-words.ts`). */
export interface Reason {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}
