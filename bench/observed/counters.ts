/** Operations that the platform bills or limits, since the process began. All objects of one class share an isolate here. */
export const counters = {
  workerRequests: 0,
  objectRequests: 0,
  alarmsFired: 0,
  alarmsSet: 0,
  objectRowsRead: 0,
  objectRowsWritten: 0,
  queueCalls: 0,
  queueMessages: 0,
  d1Queries: 0,
  d1RowsRead: 0,
  d1RowsWritten: 0,
  r2ClassA: 0,
  r2ClassB: 0,
};

export type Counters = typeof counters;

export function count(name: keyof Counters, by = 1): void {
  counters[name] += by;
}
