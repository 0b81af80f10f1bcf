export const variables = {
  search: "Find a variable",
  create: "New variable",
  key: "Key",
  value: "Value",
  json: "Must be JSON",
  format: "Format",
  kept: "Where *** stands, the secret stays as it is.",
  unreadable: "cannot be read",
  none: "No variable yet",
  noneHint: "A variable is a value that tasks read by name; keys such as “api_key” are masked.",
  deleteHint: "Tasks that read it will fail, or take their default. A masked value cannot be brought back.",
};
