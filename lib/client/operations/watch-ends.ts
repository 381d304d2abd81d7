// While nothing can be heard, the end of an operation shows in what pages ask for: it is over where it was running before,
// or it is no longer among those that run.
import type { Query, QueryClient } from "@tanstack/react-query";
import { queryKeys } from "#lib/client/api/query-keys.ts";
import type { OperationRow } from "#lib/contract/operations.ts";
import { isFinal } from "#lib/domain/operations/operation-state.ts";

export type EndedRow = Pick<OperationRow, "id" | "kind" | "state" | "outcome" | "title">;

/** Until the returned function is called. Told are those of whom it is known how they ended: none where they only went missing. */
export function watchEnds(cache: QueryClient, onEnd: (rows: EndedRow[]) => void): () => void {
  const running = new Set<string>();
  return cache.getQueryCache().subscribe((event) => {
    if (event.type !== "updated" || event.action.type !== "success") return;
    const rows = rowsOf(event.query);
    if (!rows) return;
    const over = rows.filter(({ state }) => isFinal(state)).map(({ id }) => id);
    const missing = isOfAllRunning(event.query) ? [...running].filter((id) => !rows.some((row) => row.id === id)) : [];
    // Each of them is taken out, not only the first.
    const ended = [...over, ...missing].filter((id) => running.delete(id));
    for (const { id, state } of rows) if (!isFinal(state)) running.add(id);
    if (ended.length > 0) onEnd(rows.filter(({ id, state }) => isFinal(state) && ended.includes(id)));
  });
}

function rowsOf({ queryKey: [name], state }: Query): EndedRow[] | undefined {
  const data = state.data as OperationRow | { items: EndedRow[] } | { pages: { items: EndedRow[] }[] } | undefined;
  if (!data) return undefined;
  if (name === queryKeys.operation("")[0]) return [data as OperationRow];
  if (name !== queryKeys.operations()[0]) return undefined;
  if ("pages" in data) return data.pages.flatMap((page) => page.items);
  return "items" in data ? data.items : undefined;
}

function isOfAllRunning({ queryKey, state }: Query): boolean {
  const filter = queryKey[1] as { state?: string; kind?: string } | undefined;
  return filter?.state === "active" && filter.kind === undefined && !(state.data as { nextCursor?: string }).nextCursor;
}
