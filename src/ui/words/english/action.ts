export const action = {
  preview: "What will be touched",
  previewNone: "Nothing would be touched.",
  previewCount: { one: "{count} task instance", other: "{count} task instances" },
  previewRuns: { one: "in {count} run", other: "in {count} runs" },
  previewMore: "and {count} more",
  upstream: "Upstream",
  downstream: "Downstream",
  past: "Past runs",
  future: "Later runs",
  onlyFailed: "Only what failed",
  reach: "How far it reaches",
  done: { one: "{count} task instance changed", other: "{count} task instances changed" },
};
