import type { Translation } from "../catalogue.ts";
import type { home as english } from "../english/home.ts";

export const home: Translation<typeof english> = {
  title: "Home",
};
