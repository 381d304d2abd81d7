// A plan for what the form says now: asked a moment after the last change, the old one kept until the new one comes.
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { z } from "zod";
import { apiFetch, isApiError } from "#lib/client/api/api-fetch.ts";
import { queryKeys } from "#lib/client/api/query-keys.ts";
import type { OperationRequest } from "#lib/contract/operations.ts";
import { plan } from "#lib/contract/plans.ts";

const PAUSE_MS = 250;

/** With its fingerprint, which goes along when it is started. */
export type ShownPlan = z.infer<typeof plan>;

export interface PlanState {
  plan: ShownPlan | undefined;
  /** The plan is of an earlier form. */
  isStale: boolean;
  /** By field of the request: what is wrong with it. */
  fieldErrors: Record<string, string>;
  /** What went wrong beside the fields. */
  error: unknown;
  retry(): void;
}

/** schema: of requests of its kind. */
export function usePlan(schema: z.ZodType, request: OperationRequest | undefined): PlanState {
  const [settled] = useDebouncedValue(request, PAUSE_MS);
  const invalid = settled ? fieldProblems(schema, settled) : {};
  const isAskable = settled !== undefined && Object.keys(invalid).length === 0;
  const query = useQuery({
    queryKey: queryKeys.plan(settled),
    queryFn: ({ signal }) => apiFetch(plan, "/api/plans", { method: "POST", body: settled, signal }),
    enabled: isAskable,
    placeholderData: keepPreviousData,
    staleTime: 15_000,
    gcTime: 60_000,
    retry: false,
  });
  const refused = refusedField(query.error);
  return {
    plan: query.data,
    isStale: !isAskable || settled !== request || query.isPlaceholderData || query.isFetching,
    fieldErrors: { ...fieldsOf(isAskable && !query.isPlaceholderData ? query.data : undefined), ...refused, ...invalid },
    error: Object.keys(refused).length > 0 ? null : query.error,
    retry: () => void query.refetch(),
  };
}

function fieldsOf(found: ShownPlan | undefined): Record<string, string> {
  return tellAll((found?.problems ?? []).flatMap(({ field, message }) => (field ? [[field, message]] : [])));
}

/** The same schema as the server's: a wrong name is said without asking. */
function fieldProblems(schema: z.ZodType, request: OperationRequest): Record<string, string> {
  const parsed = schema.safeParse(request);
  if (parsed.success) return {};
  return tellAll(parsed.error.issues.map((issue) => [issue.path.join("."), issue.message]));
}

/** Each of several problems of a field, in their order: the most telling comes first. */
function tellAll(problems: [field: string, message: string][]): Record<string, string> {
  const byField = Map.groupBy(problems, ([field]) => field);
  return Object.fromEntries([...byField].map(([field, all]) => [field, [...new Set(all.map(([, message]) => message))].join(" ")]));
}

function refusedField(error: unknown): Record<string, string> {
  if (!isApiError(error)) return {};
  const field = error.details?.field;
  return typeof field === "string" ? { [field]: error.message } : {};
}
