export const calendar = {
  before: "Month before",
  after: "Month after",
  zone: "Days and times in UTC",
  runs: { one: "{count} run", other: "{count} runs" },
  planned: { one: "{count} planned", other: "{count} planned" },
};
