import { expect, test } from "vitest";
import { storedTotal } from "./stored-total.ts";

const chain = (storedBytes: number, measuredCount: number, snapshotCount: number) => ({ storedBytes, measuredCount, snapshotCount });

test("a total over chains of which a part is not measured is at least that much", () => {
  expect(storedTotal([chain(1024, 2, 2), chain(1024, 1, 1)])).toBe("2.00 KiB");
  expect(storedTotal([chain(1024, 2, 2), chain(1024, 1, 2)])).toBe("≥\u00a02.00 KiB");
  expect(storedTotal([chain(1024, 2, 2), chain(0, 0, 2)])).toBe("≥\u00a01.00 KiB");
});

test("nothing measured is no number, and no chain is nothing stored", () => {
  expect(storedTotal([chain(0, 0, 2), chain(0, 0, 1)])).toBe("not measured");
  expect(storedTotal([])).toBe("0 B");
});
