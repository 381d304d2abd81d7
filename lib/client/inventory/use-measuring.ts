import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { inventoryKeys } from "#lib/client/api/query-keys.ts";
import { useOperations } from "#lib/client/operations/use-operations.ts";
import type { OperationRow } from "#lib/contract/operations.ts";
import { measureWords } from "#lib/operations/kinds/measure/words.ts";

const UNDER_WAY = { state: "active", kind: measureWords.kind, limit: 1 } as const;

/** The measurement under way, if there is one: what is not measured may be in a moment. */
export function useMeasuring(): OperationRow | undefined {
  return useOperations(UNDER_WAY).data?.items[0];
}

/** While something is measured, every page shows what is known so far: at each tenth, and at the end. */
export function useFreshMeasurements(): void {
  const cache = useQueryClient();
  const tenths = useOperations(UNDER_WAY, tenthsOf).data ?? undefined;
  const seen = useRef(tenths);
  useEffect(() => {
    if (seen.current === tenths) return;
    seen.current = tenths;
    for (const key of inventoryKeys) void cache.invalidateQueries({ queryKey: [key] });
  }, [cache, tenths]);
}

/** null: nothing is measured. The whole frame of the page is drawn again when it changes. */
function tenthsOf({ items: [measuring] }: { items: OperationRow[] }): number | null {
  return measuring ? Math.floor((measuring.percent ?? 0) / 10) : null;
}
