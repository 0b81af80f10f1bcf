import type { Translation } from "../translate.ts";
import type { timeline as english } from "../english/timeline.ts";

export const timeline = {
  label: "Tasks über die Zeit",
  task: "Task",
  time: "Zeit",
  instant: "Zeitpunkt des Laufs",
  play: "Abspielen",
  pause: "Anhalten",
  before: "Ereignis davor",
  after: "Ereignis danach",
  speed: "Tempo",
  times: "× {speed}",
  instancesOf: "Instanzen von {id}",
  progress: "{id}: {ended} von {count} Instanzen beendet",
  states: "Zustände zu diesem Zeitpunkt",
  waterfall: "Wasserfall",
  none: "Noch kein Lauf",
  notBegun: "Noch hat nichts begonnen",
  noneHint: "Die Tasks eines Laufs stehen hier als Balken über seiner Zeit.",
  critical: "kritischer Pfad",
  criticalPath: "Kritischer Pfad",
  longest: "Am längsten",
  working: "{duration} gearbeitet",
  waiting: "{duration} gewartet",
  legend:
    "Hohe Balken arbeiten, niedrige warten; jeder Versuch ist ein Balken. Was auf dem kritischen Pfad liegt, ist unterstrichen.",
} satisfies Translation<typeof english>;
