import { nameDagObject, type DagKey } from "../core/ids.ts";

/** The minute of the hour, 0 to 59, in which the sweep touches a DAG: FNV-1a of its object's name, so that they spread. */
export function hashSweepMinute(key: DagKey): number {
  let hash = 0x81_1c_9d_c5;
  for (const byte of new TextEncoder().encode(nameDagObject(key))) hash = Math.imul(hash ^ byte, 0x01_00_01_93) >>> 0;
  return hash % 60;
}
