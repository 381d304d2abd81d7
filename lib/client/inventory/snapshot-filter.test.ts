import { describe, expect, test } from "vitest";
import { applyChange, readList } from "#lib/client/shell/address-query.ts";
import { parseTypedFilter, readSnapshotFilter, typedHint, withoutTyped } from "./snapshot-filter.ts";

function urlOf(search: string) {
  const params = new URLSearchParams(search);
  return {
    get: (name: string) => params.get(name) || undefined,
    list: (name: string) => readList(params, name),
  };
}

describe("Words typed into the filter", () => {
  test("become tokens where they name a property, and text otherwise", () =>
    expect(parseTypedFilter("type:full nightly tag:env=prod Region:WestEurope")).toEqual({
      tokens: [
        { name: "kind", value: "full" },
        { name: "tag", value: "env=prod" },
        { name: "region", value: "westeurope" },
      ],
      text: "nightly",
    }));

  test("may stand in quotes when they hold spaces", () =>
    expect(parseTypedFilter('tag:"cost centre=IT 4" x')).toEqual({ tokens: [{ name: "tag", value: "cost centre=IT 4" }], text: "x" }));

  test("stay text when the property or its value is unknown", () =>
    expect(parseTypedFilter("type:huge colour:red").text).toBe("type:huge colour:red"));
});

describe("The filter in the address", () => {
  test("leaves out what no snapshot can be, instead of failing", () => {
    const filter = readSnapshotFilter(urlOf("kind=full,odd&state=ready,gone&sort=nonsense&order=up&redundancy=ZRS"));
    expect(filter).toMatchObject({ kind: ["full"], state: ["ready"], redundancy: ["ZRS"], sort: "created", order: "desc" });
  });

  test("an empty address asks for everything, newest first", () =>
    expect(readSnapshotFilter(urlOf(""))).toEqual({ sort: "created", order: "desc" }));
});

describe("Words that are being typed", () => {
  test("are searched for, but for those that name a property", () => {
    expect(withoutTyped("backup type:fu")).toBe("backup");
    expect(withoutTyped('tag:"env=pro')).toBe("");
    expect(withoutTyped("name:x")).toBe("name:x");
  });

  test("say what Enter will do, or which values there are", () => {
    expect(typedHint("backup")).toBeUndefined();
    expect(typedHint("type:")).toBe("type: incremental, full");
    expect(typedHint("type:bogus tag:env=prod")).toBe("type: incremental, full");
    expect(typedHint("web type:full tag:env=prod")).toBe("Enter filters by type:full tag:env=prod");
  });
});

describe("A change of the address", () => {
  test("sets, replaces and removes only what it names", () =>
    expect(applyChange(new URLSearchParams("a=1&b=2&c=3"), { a: "9", b: null, d: ["x", "y"] })).toBe("a=9&c=3&d=x&d=y"));

  test("keeps an ARM id readable", () =>
    expect(applyChange(new URLSearchParams(), { open: "/subscriptions/s/resourceGroups/g" })).toBe(
      "open=/subscriptions/s/resourceGroups/g",
    ));

  test("keeps a comma inside one value of a list", () => {
    const search = applyChange(new URLSearchParams(), { tag: ["a=1,2", "b=100%"] });
    expect(readList(new URLSearchParams(search), "tag")).toEqual(["a=1,2", "b=100%"]);
  });

  test("is read as the API reads it: words may be joined by commas, tags may not", () => {
    const params = new URLSearchParams("region=a,b&region=c&tag=a,b&tag=c");
    expect(readList(params, "region")).toEqual(["a", "b", "c"]);
    expect(readList(params, "tag")).toEqual(["a,b", "c"]);
  });
});
