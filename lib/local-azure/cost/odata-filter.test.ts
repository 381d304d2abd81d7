import { describe, expect, it } from "vitest";
import { FilterSyntaxError, parseFilter } from "./odata-filter.ts";

interface Item {
  name: string;
  region: string;
  price: number;
  primary: boolean;
}

const items: Item[] = [
  { name: "LRS Snapshots", region: "westeurope", price: 0.05, primary: true },
  { name: "ZRS Snapshots", region: "westeurope", price: 0.217, primary: true },
  { name: "LRS Snapshots", region: "northeurope", price: 0.132, primary: false },
  { name: "O'Brien (test), or", region: "francecentral", price: 0, primary: true },
];

const fields = { name: (i: Item) => i.name, region: (i: Item) => i.region, price: (i: Item) => i.price, primary: (i: Item) => i.primary };
const indexes = (filter: string, ignoreCase = false) =>
  items.flatMap((item, i) => (parseFilter(filter, { fields, ignoreCase })(item) ? [i] : []));

describe("a filter", () => {
  it.each([
    ["name eq 'LRS Snapshots'", [0, 2]],
    ["name eq 'LRS Snapshots' and region eq 'westeurope'", [0]],
    ["region eq 'francecentral' or name eq 'LRS Snapshots' and region eq 'westeurope'", [0, 3]],
    ["(region eq 'francecentral' or name eq 'LRS Snapshots') and primary eq true", [0, 3]],
    ["contains(name, 'ZRS')", [1]],
    ["startswith(region,'north') or endswith(region,'central')", [2, 3]],
    ["not contains(name,'Snapshots')", [3]],
    ["price gt 0.1 and price le 0.217", [1, 2]],
    ["name eq 'O''Brien (test), or'", [3]],
    ["((((name eq 'LRS Snapshots'))))", [0, 2]],
    ["NAME EQ 'LRS Snapshots' AND Region ne 'westeurope'", [2]],
    ["price eq 0", [3]],
  ])("%s", (filter, expected) => {
    expect(indexes(filter)).toEqual(expected);
  });

  it("heeds the case of values only when told to", () => {
    expect(indexes("name eq 'lrs snapshots'")).toEqual([]);
    expect(indexes("name eq 'lrs snapshots'", true)).toEqual([0, 2]);
  });

  it.each([
    ["name", "expected an operator"],
    ["name eq", "a value is missing"],
    ["name eq LRS", "'LRS' at position 8 is no value"],
    ["name like 'x'", "unknown operator 'like'"],
    ["toString eq 'x'", "unknown field 'toString'"],
    ["constructor('x')", "unknown field 'constructor'"],
    ["name eq 'x", "cannot read"],
    ["(name eq 'x'", "')' is missing at the end"],
    ["name eq 'x')", "unexpected ')'"],
    ["name eq 'x' name eq 'y'", "unexpected 'name'"],
    ["contains(name 'x')", "expected ','"],
    ["and name eq 'x'", "unknown field 'and'"],
    [`${"(".repeat(60)}name eq 'x'`, "more than 50 parentheses"],
  ])("%s is refused, naming what could not be read", (filter, message) => {
    expect(() => indexes(filter)).toThrow(FilterSyntaxError);
    expect(() => indexes(filter)).toThrow(message);
  });
});
