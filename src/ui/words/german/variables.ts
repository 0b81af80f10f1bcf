import type { Translation } from "../translate.ts";
import type { variables as english } from "../english/variables.ts";

export const variables: Translation<typeof english> = {
  search: "Variable finden",
  create: "Neue Variable",
  key: "Schlüssel",
  value: "Wert",
  json: "Muss JSON sein",
  format: "Ordnen",
  kept: "Wo *** steht, bleibt das Geheimnis, wie es ist.",
  unreadable: "nicht lesbar",
  none: "Noch keine Variable",
  noneHint: "Eine Variable ist ein Wert, den Tasks beim Namen nennen; Schlüssel wie „api_key“ sind verdeckt.",
  deleteHint: "Tasks, die sie lesen, schlagen fehl oder nehmen ihren Vorgabewert. Ein verdeckter Wert ist verloren.",
};
