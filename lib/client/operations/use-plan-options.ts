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
  /** What was chosen in the form already, on which the rest depends. */
  chosen: { targetSubscription?: string | undefined } = {},
) {
  return useQuery({
    queryKey: queryKeys.planOptions(kind, subjectId, chosen),
    queryFn: ({ signal }) => apiFetch(options, "/api/plans/options", { query: { kind, [subject]: subjectId, ...chosen }, signal }),
    enabled: isOpen,
    // The form stays while another choice is asked for.
    placeholderData: (before, query) => (query?.queryKey[2] === subjectId ? before : undefined),
    staleTime: 0,
    refetchOnWindowFocus: false,
  });
}
