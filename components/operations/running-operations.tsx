// What runs now, above the history: one block an operation, its progress as far as it is known.
import { Anchor } from "@mantine/core";
import { PageLink } from "#components/ui/page-link.tsx";
import type { OperationRow } from "#lib/contract/operations.ts";
import { OperationProgress } from "./operation-progress.tsx";
import { OperationQueue } from "./operation-queue.tsx";
import { OperationStateLabel } from "./operation-state-label.tsx";
import { OperationWaiting } from "./operation-waiting.tsx";
import classes from "./running-operations.module.css";

function HowFar({ operation }: { operation: OperationRow }) {
  if (operation.queue) return <OperationQueue queue={operation.queue} />;
  if (operation.notBefore) return <OperationWaiting notBefore={operation.notBefore} />;
  return <OperationProgress operation={operation} />;
}

export function RunningOperations({ operations, label }: { operations: OperationRow[]; label: string }) {
  return (
    <ul className={classes.list} aria-label={label}>
      {operations.map((operation) => (
        <li key={operation.id} className={classes.item}>
          <div className={classes.head}>
            <Anchor
              component={PageLink}
              to={{ page: "operation", params: { id: operation.id } }}
              fw={600}
              size="sm"
              className={classes.title}
            >
              {operation.title}
            </Anchor>
            <OperationStateLabel state={operation.state} outcome={operation.outcome} kind={operation.kind} />
          </div>
          <HowFar operation={operation} />
        </li>
      ))}
    </ul>
  );
}
