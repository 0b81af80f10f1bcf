import type { Workload } from "../measurement.ts";
import type { Measure } from "../world.ts";
import { measureB } from "./b.ts";
import { measureD } from "./d.ts";
import { measureE } from "./e.ts";
import { measureF } from "./f.ts";
import { measureA, measureC } from "./floor-runs.ts";
import { measureX } from "./x.ts";

export const MEASURES: Readonly<Partial<Record<Workload, Measure>>> = {
  A: measureA,
  B: measureB,
  C: measureC,
  D: measureD,
  E: measureE,
  F: measureF,
  X: measureX,
};
