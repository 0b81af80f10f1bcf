import type { Translation } from "../catalogue.ts";
import type { dags as english } from "../english/dags.ts";

export const dags: Translation<typeof english> = {
  title: "Dags",
};
