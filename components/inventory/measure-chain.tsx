// Where a size is not known: begins to measure the chain, or says that it is under way.
import { Anchor, Button } from "@mantine/core";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { PageLink } from "#components/ui/page-link.tsx";
import { useMeasuring } from "#lib/client/inventory/use-measuring.ts";
import { useOperationStart } from "#lib/client/operations/use-operation-start.ts";
import { formatPercent } from "#lib/domain/format.ts";
import { askToMeasure } from "#lib/operations/kinds/measure/request.ts";

export function MeasureChain({ chainId }: { chainId: string }) {
  const measuring = useMeasuring();
  const { start } = useOperationStart();
  if (measuring) {
    return (
      <Anchor component={PageLink} to={{ page: "operation", params: { id: measuring.id } }} size="sm">
        Measuring is under way ({formatPercent(measuring.percent ?? 0)})
      </Anchor>
    );
  }
  return (
    <>
      <Button size="compact-sm" variant="default" loading={start.isPending} onClick={() => start.mutate(askToMeasure([chainId]))}>
        Measure its chain
      </Button>
      {start.error && <ErrorNotice error={start.error} />}
    </>
  );
}
