import type { Workload } from "../measurement.ts";
import type { Measure } from "../world.ts";
import { measureB } from "./b.ts";
import { measureD } from "./d.ts";
import { measureE } from "./e.ts";
import { measureF } from "./f.ts";
import { measureA, measureC } from "./floor-runs.ts";
import { measureG } from "./g.ts";
import { measureH } from "./h.ts";
import { measureI } from "./i.ts";
import { measureJ } from "./j.ts";
import { measureX } from "./x.ts";

export const MEASURES: Readonly<Record<Workload, Measure>> = {
  A: measureA,
  B: measureB,
  C: measureC,
  D: measureD,
  E: measureE,
  F: measureF,
  G: measureG,
  H: measureH,
  I: measureI,
  J: measureJ,
  X: measureX,
};
