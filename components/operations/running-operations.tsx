// What runs now, above the history: one block an operation, its progress as far as it is known.
import { Anchor } from "@mantine/core";
import { PageLink } from "#components/ui/page-link.tsx";
import type { OperationRow } from "#lib/contract/operations.ts";
import { OperationProgress } from "./operation-progress.tsx";
import { OperationStateLabel } from "./operation-state-label.tsx";
import { OperationWaiting } from "./operation-waiting.tsx";
import classes from "./running-operations.module.css";

export function RunningOperations({ operations }: { operations: OperationRow[] }) {
  return (
    <ul className={classes.list} aria-label="Running now">
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
          {operation.notBefore ? <OperationWaiting notBefore={operation.notBefore} /> : <OperationProgress operation={operation} />}
        </li>
      ))}
    </ul>
  );
}
