import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { type PageTarget, pageTarget } from "#lib/contract/page-target.ts";
import { PAGE_PATHS, pageAddress, pageAt } from "./page-address.ts";

const app = join(dirname(fileURLToPath(import.meta.url)), "../../../app/(dashboard)");

describe("A page's address", () => {
  test("leads to a page that is there", () => {
    for (const path of Object.values(PAGE_PATHS)) expect(existsSync(join(app, path, "page.tsx")), path).toBe(true);
  });

  test("is known for every page the contract names, and read back", () => {
    const pages = pageTarget.options.map((option) => option.shape.page.value);
    expect(Object.keys(PAGE_PATHS).toSorted()).toEqual(pages.toSorted());
    for (const page of pages) expect(pageAt(PAGE_PATHS[page])).toBe(page);
    expect(pageAt("/nowhere")).toBeUndefined();
  });

  test("names what the page is to show, readably", () => {
    const id = "/subscriptions/s/resourceGroups/g & h/providers/Microsoft.Compute/snapshots/x";
    const address = new URL(pageAddress({ page: "snapshots", params: { open: id } }), "http://localhost");
    expect(address.pathname).toBe("/snapshots");
    expect(address.searchParams.get("open")).toBe(id);
    expect(pageAddress({ page: "chain", params: { id: "k1" } })).toBe("/chains/detail?id=k1");
    expect(pageAddress({ page: "diff", params: { base: "/a", target: undefined } })).toBe("/diff?base=/a");
    expect(pageAddress({ page: "overview" })).toBe("/");
  });

  test("keeps the scope, whatever page it leads to", () => {
    const scope = { subscription: ["s1"], region: ["westeurope", "northeurope"] };
    const targets: PageTarget[] = [
      { page: "operation", params: { id: "op" } },
      { page: "snapshots", params: { open: "/x" } },
      { page: "costs" },
    ];
    for (const target of targets) {
      const { searchParams } = new URL(pageAddress(target, scope), "http://localhost");
      expect(searchParams.getAll("subscription")).toEqual(["s1"]);
      expect(searchParams.getAll("region")).toEqual(["westeurope", "northeurope"]);
    }
  });
});
