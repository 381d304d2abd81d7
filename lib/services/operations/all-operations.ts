import type { OperationFilter } from "#lib/operations/engine/operation-store.ts";

const PAGE = 500;

/** Every operation the filter takes, newest first, by the page: of what changes meanwhile none twice. */
export async function* allOperations<T extends { id: string }>(
  source: { list(filter: OperationFilter): Promise<{ items: T[] }> },
  filter: Omit<OperationFilter, "after" | "limit">,
): AsyncGenerator<T[]> {
  let after: string | undefined;
  do {
    const { items } = await source.list({ ...filter, ...(after === undefined ? {} : { after }), limit: PAGE });
    yield items;
    after = items.length === PAGE ? items.at(-1)?.id : undefined;
  } while (after !== undefined);
}
