import type { Translation } from "../translate.ts";
import type { tokens as english } from "../english/tokens.ts";

export const tokens: Translation<typeof english> = {
  search: "Token finden",
  create: "Neues Token",
  name: "Token",
  nameHint: "Wozu es dient, damit man es wiedererkennt",
  actsFor: "Handelt für",
  itself: "sich selbst",
  program: "Eigenes Token eines Programms: Es bleibt, wenn jemand geht",
  since: "Angelegt",
  used: "Zuletzt benutzt",
  expires: "Läuft ab",
  never: "nie",
  days: { one: "in {count} Tag", other: "in {count} Tagen" },
  made: "Ihr neues Token",
  madeHint: "Kopieren Sie es jetzt: Es wird nur dieses Mal gezeigt, und niemand kann es wieder lesen.",
  kept: "Ich habe es kopiert",
  none: "Kein Token",
  noneHint: "Ein Programm meldet sich mit einem Token an: als „Authorization: Bearer …“.",
  deleteHint: "Was es benutzt, wird von nun an abgewiesen.",
};
