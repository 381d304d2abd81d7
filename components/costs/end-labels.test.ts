import { expect, it } from "vitest";
import { endLabels } from "./end-labels.ts";

it("names of series stand at their ends, and a line apart where these are near", () => {
  expect(endLabels({ estimateY: 40, billedY: 90 }, 150)).toEqual({ estimateY: 40, billedY: 90 });
  expect(endLabels({ estimateY: 40, billedY: 44 }, 150)).toEqual({ estimateY: 35, billedY: 49 });
  expect(endLabels({ estimateY: 44, billedY: 40 }, 150)).toEqual({ estimateY: 49, billedY: 35 });
  expect(endLabels({ estimateY: 40, billedY: undefined }, 150)).toEqual({ estimateY: 40, billedY: undefined });
});

it("names of series that end at nothing stand above the axis", () => {
  expect(endLabels({ estimateY: 150, billedY: 150 }, 150)).toEqual({ estimateY: 136, billedY: 150 });
});
