import { expect, it } from "vitest";
import { choosePair } from "../../../../src/ui/pages/dag/versions/choose-pair.ts";

it.each([
  [[3, 2, 1], "", "", { from: 2, to: 3 }],
  [[3, 2, 1], "2", "", { from: 1, to: 2 }],
  [[3, 2, 1], "3", "1", { from: 1, to: 3 }],
  [[3, 2, 1], "1", "", { from: null, to: 1 }],
  [[3, 2, 1], "2", "2", { from: 1, to: 2 }],
  [[1], "", "", { from: null, to: 1 }],
  [[7, 4], "7", "", { from: 4, to: 7 }],
])("of %j, version '%s' against '%s' compares %j", (numbers, asked, against, pair) => {
  expect(choosePair(numbers, asked, against)).toEqual(pair);
});
