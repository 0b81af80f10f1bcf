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
} satisfies Translation<typeof english>;
