import type { Translation } from "../translate.ts";
import type { reference as english } from "../english/reference.ts";

export const reference: Translation<typeof english> = {
  title: "API-Referenz",
  search: "Aufruf finden",
  count: { one: "{count} Aufruf", other: "{count} Aufrufe" },
  none: "Kein Aufruf passt",
  choose: "Wählen Sie einen Aufruf",
  chooseHint: "Airflows REST-Schnittstelle steht unter /api/v2; was nur dieses Produkt hat, steht unter /api/x.",
  back: "Zurück zur Liste",
  policy: "Nötig: {policy}",
  example: "Beispiel",
  parameters: "Parameter",
  default: "Vorgabe {value}",
  body: "Inhalt",
  answer: "{status} {words}",
  noBody: "Kein Inhalt.",
  fields: "Felder",
};
