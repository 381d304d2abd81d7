// The steps as they really went: attempts, when, how long, what each found.
import { Table, Text } from "@mantine/core";
import { CopyId } from "#components/ui/copy-id.tsx";
import { useOperationClock } from "#lib/client/operations/use-operation-clock.ts";
import type { OperationRow } from "#lib/contract/operations.ts";
import { formatDuration, formatUtc } from "#lib/domain/format.ts";
import { parseResourceId, resourceName } from "#lib/domain/inventory/inventory.ts";
import { OperationStateLabel } from "./operation-state-label.tsx";
import classes from "./operation-steps.module.css";

type Step = OperationRow["steps"][number];

export function OperationSteps({ steps }: { steps: Step[] }) {
  const nowMs = useOperationClock(steps.some((step) => step.state === "running"));
  return (
    <Table aria-label="Steps" className={classes.table} verticalSpacing={6} fz={13}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Step</Table.Th>
          <Table.Th>State</Table.Th>
          <Table.Th ta="right">Attempts</Table.Th>
          <Table.Th ta="right">Began, UTC</Table.Th>
          <Table.Th ta="right">Took</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {steps.map((step) => (
          <Table.Tr key={step.name}>
            <Table.Td>
              {step.title}
              {step.detail && <StepDetail detail={step.detail} />}
            </Table.Td>
            <Table.Td>
              <OperationStateLabel state={step.state} />
            </Table.Td>
            <Table.Td ta="right">{step.attempts || "—"}</Table.Td>
            <Table.Td ta="right" title={step.startedAt && formatUtc(Date.parse(step.startedAt))}>
              {step.startedAt ? step.startedAt.slice(11, 19) : "—"}
            </Table.Td>
            <Table.Td ta="right">{took(step, nowMs)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** An ARM id is told by its name and copied whole. */
function StepDetail({ detail }: { detail: string }) {
  if (parseResourceId(detail)) {
    return (
      <div>
        <CopyId value={detail} label="resource id" text={resourceName(detail)} />
      </div>
    );
  }
  return (
    <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
      {detail}
    </Text>
  );
}

function took(step: Step, nowMs: number): string {
  if (!step.startedAt) return "—";
  const end = step.finishedAt ? Date.parse(step.finishedAt) : step.state === "running" ? nowMs : undefined;
  return end === undefined ? "—" : formatDuration(Math.max(0, end - Date.parse(step.startedAt)));
}
