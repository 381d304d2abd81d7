"use client";
// One operation. Everything comes from the server, so a reload or another browser shows the same.
import { Button } from "@mantine/core";
import dynamic from "next/dynamic";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { LoadingRows } from "#components/ui/loading-rows.tsx";
import { PageBody } from "#components/ui/page-body.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { PageLink } from "#components/ui/page-link.tsx";
import { untilLoaded } from "#lib/client/api/until-loaded.ts";
import { useOperation } from "#lib/client/operations/use-operation.ts";
import { useUrlState } from "#lib/client/shell/url-state.ts";
import { OperationCommands } from "./operation-commands.tsx";
import { OperationStateLabel } from "./operation-state-label.tsx";

const OperationView = dynamic(() => untilLoaded(() => import("./operation-view.tsx")).then((m) => m.OperationView), {
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
          <Button component={PageLink} to={{ page: "operations" }}>
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
            <Button component={PageLink} to={{ page: "operations" }} variant="default">
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
      <PageHeader
        title={data.title}
        sentence={<OperationStateLabel state={data.state} outcome={data.outcome} kind={data.kind} />}
        actions={<OperationCommands operation={data} />}
      />
      <OperationView operation={data} live={live} />
    </>
  );
}
