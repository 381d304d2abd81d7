import { useMutation, useQueryClient } from "@tanstack/react-query";
import { apiFetch } from "#lib/client/api/api-fetch.ts";
import { inventoryKeys, queryKeys } from "#lib/client/api/query-keys.ts";
import { endAccessAnswer } from "#lib/contract/health.ts";

export function useEndAccess(onEnded: () => void = () => undefined) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ id, uniqueId }: { id: string; uniqueId: string }) =>
      apiFetch(endAccessAnswer, "/api/snapshots/end-access", { method: "POST", body: { id, uniqueId } }),
    onSuccess: async () => {
      for (const key of inventoryKeys) void cache.invalidateQueries({ queryKey: [key] });
      void cache.invalidateQueries({ queryKey: queryKeys.audit() });
      onEnded();
    },
  });
}
