"use client";
import { useDebouncedValue } from "@mantine/hooks";
import { useMemo } from "react";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { LoadingRows } from "#components/ui/loading-rows.tsx";
import { keepsNothing, readRule, ruleAddress } from "#lib/client/retention/rule-address.ts";
import { useSimulation } from "#lib/client/retention/use-retention.ts";
import { useScope } from "#lib/client/shell/scope.ts";
import { useUrlState } from "#lib/client/shell/url-state.ts";
import { RuleForm } from "./rule-form.tsx";
import { SimulationResult } from "./simulation-result.tsx";

/** A number is typed digit by digit. */
const TYPING_MS = 400;

export function RuleTab() {
  const url = useUrlState();
  const scope = useScope();
  const rule = useMemo(() => readRule(url), [url]);
  const asked = useMemo(() => (keepsNothing(rule) ? undefined : { rule, ...scope, pastMonths: 3, comingMonths: 3 }), [rule, scope]);
  const [request] = useDebouncedValue(asked, TYPING_MS);
  const { data, error, isPlaceholderData, refetch } = useSimulation(request);
  return (
    <>
      <RuleForm rule={rule} onChange={(next) => url.set(ruleAddress(next))} />
      {asked === undefined ? (
        <EmptyState kind="nothing" title="Say what to keep">
          How many of the last ones, and of how many hours, days, weeks, months or years the newest one each. What would stay, why, and what
          the others would free is shown here; the address of this page holds the rule.
        </EmptyState>
      ) : error ? (
        <ErrorNotice error={error} onRetry={() => void refetch()} />
      ) : data ? (
        <SimulationResult simulation={data} isStale={isPlaceholderData || request !== asked} />
      ) : (
        <LoadingRows rows={8} label="Working out what would stay" />
      )}
    </>
  );
}
