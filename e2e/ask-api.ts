// What a test asks of the API itself, read with the contract's schemas as the pages read it.
import { expect, type Page } from "playwright/test";
import type { z } from "zod";
import { chainDetail, chainList } from "#lib/contract/chains.ts";
import { type SnapshotRow, snapshotList } from "#lib/contract/inventory.ts";

export async function askApi<T extends z.ZodType>(page: Page, schema: T, address: string): Promise<z.infer<T>> {
  const response = await page.request.get(address);
  expect(response.ok(), address).toBe(true);
  return schema.parse(await response.json());
}

/** The first snapshot of a list: there has to be one. */
export async function askSnapshot(page: Page, query: string, origin = ""): Promise<SnapshotRow> {
  const { items } = await askApi(page, snapshotList, `${origin}/api/snapshots?${query}`);
  return existing(items[0], query);
}

/** What a test goes on with has to be there. */
export function existing<T>(found: T | undefined, what: string): T {
  if (found === undefined) throw new Error(`there is none: ${what}`);
  return found;
}

/** Two neighbours of the longest chain, as they stand in an address. */
export async function askNeighbours(page: Page): Promise<{ base: string; target: string; chainId: string }> {
  const { items } = await askApi(page, chainList, "/api/chains?limit=100");
  const chain = existing(items.toSorted((a, b) => b.snapshotCount - a.snapshotCount)[0], "a chain");
  const chainId = encodeURIComponent(chain.id);
  const { snapshots } = await askApi(page, chainDetail, `/api/chains/detail?id=${chainId}`);
  const [base = "", target = ""] = snapshots.slice(3, 5).map(({ id }) => encodeURIComponent(id));
  return { base, target, chainId };
}
