// What would happen, before it happens: steps, bytes, money with its formula, limits, warnings, the same with az.
import { List, Text } from "@mantine/core";
import { IconAlertTriangle, IconStack2 } from "@tabler/icons-react";
import { LoadingRows } from "#components/ui/loading-rows.tsx";
import { formatBytes, formatCount, formatExactBytes, formatUsd } from "#lib/domain/format.ts";
import type { AmountBound, Plan } from "#lib/domain/plans/plan.ts";
import { CliBlock } from "./cli-block.tsx";
import classes from "./plan-preview.module.css";

export interface PlanPreviewProps {
  plan: Plan | undefined;
  /** What the form lacks for one: sentences. */
  missing: string[];
  /** The form has changed since; a newer plan is on its way. */
  isStale: boolean;
}

export function PlanPreview({ plan, missing, isStale }: PlanPreviewProps) {
  if (!plan) return missing.length > 0 ? <NoPlanYet missing={missing} /> : <LoadingRows rows={6} label="Working out the plan" />;
  const general = plan.problems.filter((problem) => !problem.field);
  return (
    <section aria-label="What will happen" aria-busy={isStale} className={isStale ? classes.stale : undefined}>
      <Text fw={600} mb={4}>
        {plan.summary}
      </Text>
      {general.map((problem) => (
        <p key={problem.message} className={classes.problem} role="alert">
          <IconAlertTriangle size={16} aria-hidden /> {problem.message}
        </p>
      ))}
      {plan.waits && (
        <p className={classes.waits}>
          <IconStack2 size={16} aria-hidden /> {plan.waits}
        </p>
      )}
      {plan.warnings.map((warning) => (
        <p key={warning} className={classes.warning}>
          <IconAlertTriangle size={16} aria-hidden /> {warning}
        </p>
      ))}
      <Heading>Steps</Heading>
      <List type="ordered" size="sm" spacing={2} className={classes.steps}>
        {plan.steps.map((step) => (
          <List.Item key={step.title}>
            {step.title}
            {step.detail && (
              <Text span size="xs" c="dimmed" display="block">
                {step.detail}
              </Text>
            )}
          </List.Item>
        ))}
      </List>
      <Heading>Data and cost</Heading>
      <Amounts plan={plan} />
      {plan.limits.length > 0 && <Heading>Limits</Heading>}
      <dl className={classes.facts}>
        {plan.limits.map((limit) => (
          <PlanLimit key={limit.title} limit={limit} />
        ))}
      </dl>
      {plan.cli && (
        <>
          <Heading>The same with the Azure CLI</Heading>
          <CliBlock command={plan.cli} />
        </>
      )}
    </section>
  );
}

function Amounts({ plan: { transferBytes, transferBound: bound, transferBasis, costs } }: { plan: Plan }) {
  return (
    <dl className={classes.facts}>
      <dt>Azure moves</dt>
      <dd title={transferBytes === null ? undefined : formatExactBytes(transferBytes)}>
        {transferBytes === null ? "not known" : `${bound ? `${BOUND_WORDS[bound]} ` : ""}${formatBytes(transferBytes)}`}
        <span className={classes.note}>{transferBasis}</span>
      </dd>
      {costs.map((cost) => (
        <PlanCost key={cost.title} cost={cost} />
      ))}
    </dl>
  );
}

const BOUND_WORDS: Record<AmountBound, string> = { "at-least": "≥", "at-most": "at most" };

function NoPlanYet({ missing }: { missing: string[] }) {
  return (
    <section aria-label="What will happen">
      <Text fw={600} mb={4}>
        No plan yet
      </Text>
      <Text size="sm" c="dimmed">
        Steps, bytes and cost stand here once the form is whole:
      </Text>
      <List size="sm" mt={4}>
        {missing.map((sentence) => (
          <List.Item key={sentence}>{sentence}</List.Item>
        ))}
      </List>
    </section>
  );
}

function PlanCost({ cost }: { cost: Plan["costs"][number] }) {
  const per = cost.per === "month" ? " a month" : " once";
  return (
    <>
      <dt>{cost.title}</dt>
      <dd>
        {cost.usd === null ? "not known" : `${cost.bound ? BOUND_WORDS[cost.bound] : "about"} ${formatUsd(cost.usd)}${per}`}
        <span className={classes.note}>{cost.formula}</span>
      </dd>
    </>
  );
}

function PlanLimit({ limit }: { limit: Plan["limits"][number] }) {
  const share = Math.min(1, limit.used / limit.max);
  return (
    <>
      <dt>{limit.title}</dt>
      <dd>
        <span className={classes.gauge} aria-hidden>
          <span className={classes.filled} style={{ width: `${share * 100}%` }} />
        </span>
        {formatCount(limit.used)} of {formatCount(limit.max)}
        {share >= 1 && <span className={classes.note}>full</span>}
      </dd>
    </>
  );
}

function Heading({ children }: { children: React.ReactNode }) {
  return (
    <Text size="xs" c="dimmed" fw={600} mt="sm" mb={2}>
      {children}
    </Text>
  );
}
