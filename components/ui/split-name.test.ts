import { expect, it } from "vitest";
import { splitName } from "./split-name.ts";

it.each([
  ["db01", "", "db01"],
  ["sql-prod-data-01-000123456789", "sql-prod-data-01-00", "0123456789"],
  ["sql-prod-data-01-20261105", "sql-prod-data-0", "1-20261105"],
  ["sql-prod-data-01-2026-11-05T03-00", "sql-prod-data-01-", "2026-11-05T03-00"],
  ["sql-prod-data-01-20261105-northeurope", "sql-prod-data-01-", "20261105-northeurope"],
  ["sql-prod-data-01-20261105 (deleted)", "sql-prod-data-0", "1-20261105 (deleted)"],
  ["20261105-a-very-long-name-whose-date-comes-first", "20261105-a-very-long-name-whose-date-c", "omes-first"],
])("of the name %s the date stays, else the last letters", (name, start, end) => {
  expect(splitName(name)).toEqual([start, end]);
});
