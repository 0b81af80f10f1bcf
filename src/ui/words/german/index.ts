import type { Catalogue } from "../translate.ts";
import { first } from "./first.ts";
import { late } from "./late.ts";

export const german: Catalogue = { ...first, ...late };
