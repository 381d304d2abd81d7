import { expect, test } from "vitest";
import { layoutGrid } from "#lib/change-map/map-grid.ts";
import { describeView } from "./cell-facts.ts";

const GIB = 1024 ** 3;
const frame = { lengthBytes: 128 * GIB, columns: 256, maxRows: 64 };

test("what the map shows is told by its span, its place and the size of a cell", () => {
  expect(describeView(layoutGrid(frame))).toBe("The whole disk; a cell is 8.00 MiB");
  const gib = layoutGrid(frame, { fromBytes: 64 * GIB, toBytes: 65 * GIB });
  expect(describeView(gib)).toBe("1.00 GiB from 65,536 MiB; a cell is 64.0 KiB");
});
