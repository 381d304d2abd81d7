// Nothing is to be chosen: what failed is made again as it was. The plan says what is deleted, and what speaks against it.
import { List, Text } from "@mantine/core";
import { useEffect, useState } from "react";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { Refusal } from "#components/ui/refusal.tsx";
import { useOperationStart } from "#lib/client/operations/use-operation-start.ts";
import { usePlan } from "#lib/client/operations/use-plan.ts";
import { useGoToPage } from "#lib/client/shell/use-page-address.ts";
import { regionLabel } from "#lib/domain/inventory/azure-region.ts";
import { type CopyAgainRequest, copyAgainRequest } from "#lib/operations/kinds/copy-again/request.ts";
import { ActionBody, ActionDialog } from "./action-dialog.tsx";

interface CopyAgainDialogProps {
  request: CopyAgainRequest;
  opened: boolean;
  onClose(): void;
}

export function CopyAgainDialog({ request, opened, onClose }: CopyAgainDialogProps) {
  const goToPage = useGoToPage();
  const { start, renew } = useOperationStart();
  // As it was when the dialog was opened: another one of the name is not what was meant.
  const [meant, setMeant] = useState<CopyAgainRequest>();

  // biome-ignore lint/correctness/useExhaustiveDependencies: each opening is a new intention, nothing else is
  useEffect(() => {
    setMeant(opened ? request : undefined);
    if (opened) renew();
  }, [opened]);

  const plan = usePlan(copyAgainRequest, meant);
  const begin = () => {
    if (!meant) return;
    const begun = { request: meant, plan: plan.plan };
    start.mutate(begun, {
      onSuccess: (operation) => {
        onClose();
        goToPage({ page: "operation", params: { id: operation.id } });
      },
      onError: plan.retry,
    });
  };
  const shown = meant ?? request;
  return (
    <ActionDialog title={`Delete the failed copy ${shown.snapshots[0]?.targetName ?? ""} and copy again`} opened={opened} onClose={onClose}>
      <ActionBody
        onClose={onClose}
        options={{ possible: true }}
        optionsError={undefined}
        fields={<WhatIsMeant request={shown} problems={Object.values(plan.fieldErrors)} />}
        plan={plan.plan}
        missing={Object.values(plan.fieldErrors)}
        isPlanStale={plan.isStale}
        planError={plan.error ? <ErrorNotice title="The plan could not be made" error={plan.error} onRetry={plan.retry} /> : undefined}
        startError={start.error && <Refusal error={start.error} onRetry={begin} />}
        startLabel="Delete it and copy again"
        isStarting={start.isPending}
        onStart={begin}
      />
    </ActionDialog>
  );
}

function WhatIsMeant({ request, problems }: { request: CopyAgainRequest; problems: string[] }) {
  const [first, ...followers] = request.snapshots;
  return (
    <>
      <Text size="sm">
        {first?.targetName} in {regionLabel(request.targetRegion)}, {request.targetResourceGroup}, is deleted and made again under the same
        name.
      </Text>
      {followers.length > 0 && (
        <>
          <Text size="sm">Then those that were to follow it:</Text>
          <List size="xs" c="dimmed">
            {followers.map(({ snapshotId, targetName }) => (
              <List.Item key={snapshotId}>{targetName}</List.Item>
            ))}
          </List>
        </>
      )}
      {problems.map((problem) => (
        <Text key={problem} size="sm" c="red" role="alert">
          {problem}
        </Text>
      ))}
    </>
  );
}
