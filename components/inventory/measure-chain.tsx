// Where a size is not known and can be: begins to measure the chain, follows it, and says what came of it.
import { Anchor, Button } from "@mantine/core";
import { OperationProgress } from "#components/operations/operation-progress.tsx";
import { OperationStateLabel } from "#components/operations/operation-state-label.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { PageLink } from "#components/ui/page-link.tsx";
import { useMeasuring } from "#lib/client/inventory/use-measuring.ts";
import { useOperation } from "#lib/client/operations/use-operation.ts";
import { useOperationStart } from "#lib/client/operations/use-operation-start.ts";
import type { OperationRow } from "#lib/contract/operations.ts";
import { isFinal } from "#lib/domain/operations/operation-state.ts";
import { askToMeasure } from "#lib/operations/kinds/measure/request.ts";
import classes from "./snapshot-panel.module.css";

export function MeasureChain({ chainId }: { chainId: string }) {
  const measuring = useMeasuring();
  const { start } = useOperationStart();
  const begun = useOperation(start.data?.id ?? "").data ?? start.data;
  const followed = begun ?? measuring;
  if (followed) return <Measuring operation={followed} />;
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        loading={start.isPending}
        onClick={() => start.mutate({ request: askToMeasure([chainId]) })}
      >
        Measure its chain
      </Button>
      {start.error && <ErrorNotice error={start.error} />}
    </>
  );
}

function Measuring({ operation }: { operation: OperationRow }) {
  const isOver = isFinal(operation.state);
  return (
    <div role="status" className={classes.measuring}>
      <OperationStateLabel state={operation.state} outcome={operation.outcome} kind={operation.kind} />
      {isOver ? (
        <span className={classes.quiet}>{operation.error?.message ?? operation.progressText}</span>
      ) : (
        <OperationProgress operation={operation} />
      )}
      <Anchor component={PageLink} to={{ page: "operation", params: { id: operation.id } }} size="sm">
        {isOver ? "See the measurement" : "Watch the measurement"}
      </Anchor>
    </div>
  );
}
