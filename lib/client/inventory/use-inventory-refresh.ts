// Reads the estate from Azure anew; every page that shows it follows.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { z } from "zod";
import { apiFetch } from "#lib/client/api/api-fetch.ts";
import { inventoryKeys } from "#lib/client/api/query-keys.ts";
import { announce } from "#lib/client/shell/announce.ts";
import { isoTime } from "#lib/contract/common.ts";

const refreshed = z.object({ asOf: isoTime });

export function useInventoryRefresh() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => apiFetch(refreshed, "/api/inventory/refresh", { method: "POST", body: {} }),
    onMutate: () => announce("Reading the inventory from Azure"),
    onSuccess: () => announce("The inventory was read"),
    onSettled: () => Promise.all(inventoryKeys.map((key) => cache.invalidateQueries({ queryKey: [key] }))),
  });
}
