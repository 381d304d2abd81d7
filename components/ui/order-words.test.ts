import { expect, test } from "vitest";
import { orderWords } from "./order-words.ts";

test("an order is told by the header of its column, or by its key where that is not shown", () => {
  const columns = [{ header: "Delta", sortKey: "delta" }, { header: "State" }];
  expect(orderWords(columns, { key: "delta", order: "desc" })).toBe("Sorted by Delta, descending");
  expect(orderWords(columns, { key: "created", order: "asc" })).toBe("Sorted by created, ascending");
});
