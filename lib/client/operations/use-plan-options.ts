import { useQuery } from "@tanstack/react-query";
import type { z } from "zod";
import { apiFetch } from "#lib/client/api/api-fetch.ts";
import { queryKeys } from "#lib/client/api/query-keys.ts";
import type { AnyKindWords } from "#lib/operations/kinds/kind-words.ts";

type FormOf = Pick<AnyKindWords, "kind" | "subject">;

/** What an operation on this snapshot, or disk, may be; asked anew whenever the form opens, for it changes with Azure. */
export function usePlanOptions<T extends z.ZodType>(
  options: T,
  { kind, subject = "snapshot" }: FormOf,
  subjectId: string,
  isOpen: boolean,
) {
  return useQuery({
    queryKey: queryKeys.planOptions(kind, subjectId),
    queryFn: ({ signal }) => apiFetch(options, "/api/plans/options", { query: { kind, [subject]: subjectId }, signal }),
    enabled: isOpen,
    staleTime: 0,
    refetchOnWindowFocus: false,
  });
}
