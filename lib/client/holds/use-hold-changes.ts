import { useMutation, useQueryClient } from "@tanstack/react-query";
import { z } from "zod";
import { apiFetch } from "#lib/client/api/api-fetch.ts";
import { holdKeys } from "#lib/client/api/query-keys.ts";
import { announce } from "#lib/client/shell/announce.ts";
import { type ChangeHoldEndRequest, holdRow, type LiftHoldRequest, type SetHoldRequest } from "#lib/contract/holds.ts";

const answer = z.object({ items: z.array(holdRow) });

export function useSetHold() {
  const changed = useChanged();
  return useMutation({
    mutationFn: (body: SetHoldRequest) => apiFetch(answer, "/api/holds", { method: "POST", body }),
    onSuccess: ({ items }) => changed(items.length === 1 ? `Held: ${items[0]?.snapshotName}` : `Held: ${items.length} snapshots`),
  });
}

export function useLiftHold() {
  const changed = useChanged();
  return useMutation({
    mutationFn: ({ id, ...body }: LiftHoldRequest & { id: string }) => apiFetch(holdRow, `/api/holds/${id}/lift`, { method: "POST", body }),
    onSuccess: ({ snapshotName }) => changed(`Hold of ${snapshotName} lifted`),
  });
}

export function useChangeHoldEnd() {
  const changed = useChanged();
  return useMutation({
    mutationFn: ({ id, ...body }: ChangeHoldEndRequest & { id: string }) =>
      apiFetch(holdRow, `/api/holds/${id}/end`, { method: "POST", body }),
    onSuccess: ({ snapshotName }) => changed(`End of the hold of ${snapshotName} changed`),
  });
}

/** What shows holds is asked for again. */
function useChanged() {
  const cache = useQueryClient();
  return (words: string) => {
    for (const key of holdKeys) void cache.invalidateQueries({ queryKey: [key] });
    announce(words);
  };
}
