import { expect, it } from "vitest";
import type { AssetCondition } from "../../src/core/asset.ts";
import { countParts } from "../../src/core/asset-wait.ts";

const leaf = (name: string): AssetCondition => ({ kind: "asset", name, uri: name });
const queued = (...names: string[]) => names.map((name) => ({ name, uri: name, aliases: ["daily"], at: 1 }));

it.each([
  ["one asset", leaf("a"), queued(), { kind: "all", met: 0, of: 1 }],
  [
    "two of three",
    { kind: "all", of: [leaf("a"), leaf("b"), leaf("c")] },
    queued("a", "c"),
    { kind: "all", met: 2, of: 3 },
  ],
  ["any of two", { kind: "any", of: [leaf("a"), leaf("b")] }, queued("b"), { kind: "any", met: 1, of: 2 }],
  [
    "a part that is a condition itself",
    { kind: "all", of: [leaf("a"), { kind: "any", of: [leaf("b"), leaf("c")] }] },
    queued("c"),
    { kind: "all", met: 1, of: 2 },
  ],
  ["an alias", { kind: "alias", name: "daily" }, queued("monday"), { kind: "all", met: 1, of: 1 }],
] as const)("counts the parts that have come: %s", (_, condition, waiting, expected) => {
  expect(countParts(condition, waiting)).toEqual(expected);
});
