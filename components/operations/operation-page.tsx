"use client";
// One operation. Everything comes from the server, so a reload or another browser shows the same.
import { Button } from "@mantine/core";
import dynamic from "next/dynamic";
import Link from "next/link";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { LoadingRows } from "#components/ui/loading-rows.tsx";
import { PageBody } from "#components/ui/page-body.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { useUrlState } from "#lib/client/url-state.ts";
import { useOperation, useOperationCommand } from "#lib/client/use-operation.ts";
import type { OperationRow } from "#lib/contract/operations.ts";
import classes from "./operation-page.module.css";
import { OperationStateLabel } from "./operation-state-label.tsx";

const OperationView = dynamic(() => import("./operation-view.tsx").then((m) => m.OperationView), {
  ssr: false,
  loading: () => <LoadingRows rows={8} />,
});

export function OperationPage() {
  const id = useUrlState().get("id") ?? "";
  const { data, error, refetch, live } = useOperation(id);
  if (id === "") {
    return (
      <EmptyState
        kind="nothing"
        title="No operation is named in the address"
        action={
          <Button component={Link} href="/operations">
            All operations
          </Button>
        }
      >
        Open one from the list.
      </EmptyState>
    );
  }
  if (!data) {
    return (
      <>
        <PageHeader
          title="Operation"
          actions={
            <Button component={Link} href="/operations" variant="default">
              All operations
            </Button>
          }
        />
        <PageBody>
          {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : <LoadingRows rows={8} label="Reading the operation" />}
        </PageBody>
      </>
    );
  }
  return (
    <>
      <PageHeader title={data.title} sentence={<OperationStateLabel state={data.state} />} actions={<Commands operation={data} />} />
      <OperationView operation={data} live={live} />
    </>
  );
}

function Commands({ operation }: { operation: OperationRow }) {
  const cancel = useOperationCommand(operation.id, "cancel");
  const retry = useOperationCommand(operation.id, "retry");
  const failed = cancel.error ?? retry.error;
  return (
    <div className={classes.commands}>
      {operation.cancellable && (
        <Button variant="default" loading={cancel.isPending} onClick={() => cancel.mutate()}>
          Cancel the {operation.kind}
        </Button>
      )}
      {operation.retryable && (
        <Button loading={retry.isPending} onClick={() => retry.mutate()}>
          Try again from the last finished step
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
