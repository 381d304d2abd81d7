// Cancel and retry. Cancelling asks once more where it leaves something behind in Azure, and says what.
import { Button } from "@mantine/core";
import { useState } from "react";
import { useOperationCommand } from "#lib/client/operations/use-operation.ts";
import type { OperationRow } from "#lib/contract/operations.ts";
import { useOperationUi } from "./kinds/use-operation-ui.ts";
import classes from "./operation-page.module.css";

export function OperationCommands({ operation }: { operation: OperationRow }) {
  const cancel = useOperationCommand(operation.id, "cancel");
  const retry = useOperationCommand(operation.id, "retry");
  const [isAsking, setAsking] = useState(false);
  const failed = cancel.error ?? retry.error;
  const { words } = useOperationUi(operation.kind);
  const left = words.afterCancel?.(operation);
  const consequence = left?.isLeftInAzure ? left.text : undefined;
  return (
    <div className={classes.commands}>
      {operation.cancellable && isAsking && (
        <>
          <span role="alert" className={classes.asking}>
            {consequence}
          </span>
          <Button variant="default" onClick={() => setAsking(false)} autoFocus>
            Keep following the {words.noun}
          </Button>
          <Button color="red" loading={cancel.isPending} onClick={() => cancel.mutate(undefined, { onSettled: () => setAsking(false) })}>
            Stop following it: Azure finishes the {words.noun}
          </Button>
        </>
      )}
      {operation.cancellable && !isAsking && (
        <Button variant="default" loading={cancel.isPending} onClick={() => (consequence ? setAsking(true) : cancel.mutate())}>
          {operation.notBefore ? "Undo" : "Cancel"} the {words.noun}
        </Button>
      )}
      {operation.retryable && (
        <Button variant={operation.startedAt ? "filled" : "default"} loading={retry.isPending} onClick={() => retry.mutate()}>
          {operation.startedAt ? "Try again from the last finished step" : "Ask for it again"}
        </Button>
      )}
      {failed && (
        <span role="alert" className={classes.refused}>
          {failed.message}
        </span>
      )}
    </div>
  );
}
