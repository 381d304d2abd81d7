import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { allMoments, testsThatReckonWithToday, worstMoments } from "./dates.ts";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

describe("tests on other dates", () => {
  it("are those that start from today and reckon in days or months; not those that give themselves a date, or only start", () => {
    const found = testsThatReckonWithToday(root);
    expect(found).toEqual(expect.arrayContaining(["lib/local-azure/cost/cost-calls.test.ts", "lib/services/costs/costs.test.ts"]));
    expect(found).not.toContain("lib/local-azure/cost/query/query.test.ts");
    expect(found).not.toContain("lib/local-azure/arm/sdk.test.ts");
  });

  it("are run with `npm test` at some of the moments that are run by hand", () => {
    expect(allMoments).toEqual(expect.arrayContaining([...worstMoments]));
  });
});
