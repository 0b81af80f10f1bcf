import { first } from "./first.ts";
import { late } from "./late.ts";

/** Every word of the dashboard, by area; a page has an area of its own. English decides which keys there are. */
export const english = { ...first, ...late };
