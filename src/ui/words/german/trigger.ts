import type { Translation } from "../translate.ts";
import type { trigger as english } from "../english/trigger.ts";

export const trigger = {
  title: "{dag} anstoßen",
  start: "Anstoßen",
  conf: "Konfiguration",
  confHint: "Ein Objekt in JSON; leer heißt: keine.",
  recent: "Konfiguration eines früheren Laufs nehmen…",
  onePerLine: "Eines je Zeile",
  sends: "Der Lauf erhält",
  defaults: "Der Lauf erhält keine eigene Konfiguration; jeder Parameter hat seinen Vorgabewert.",
  now: "Der Lauf beginnt sofort.",
  waits: "Der Lauf wartet, bis einer der {count} laufenden beendet ist.",
  paused: "Der DAG ist pausiert: Der Lauf wartet, bis er eingeschaltet wird.",
  wrong_number: "Hier gehört eine Zahl hin.",
  wrong_integer: "Hier gehört eine ganze Zahl hin.",
  wrong_minimum: "Mindestens {minimum}.",
  wrong_maximum: "Höchstens {maximum}.",
  wrong_length: "Höchstens {length} Zeichen.",
  wrong_json: "Dieses JSON ist nicht lesbar.",
} satisfies Translation<typeof english>;
