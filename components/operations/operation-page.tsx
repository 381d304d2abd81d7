"use client";
// One operation: progress, steps, what was asked for, the same with az, and what came of it. Everything comes from
// the server, so a reload or another browser shows the same.
import { Alert, Anchor, Button } from "@mantine/core";
import { IconAlertTriangle, IconInfoCircle } from "@tabler/icons-react";
import Link from "next/link";
import { CliBlock } from "#components/actions/cli-block.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { LoadingRows } from "#components/ui/loading-rows.tsx";
import { PageBody, Section } from "#components/ui/page-body.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { useUrlState } from "#lib/client/url-state.ts";
import { type LiveState, useOperation, useOperationCommand } from "#lib/client/use-operation.ts";
import type { OperationRow } from "#lib/contract/operations.ts";
import { isFinal } from "#lib/domain/operation-state.ts";
import { OperationFacts } from "./operation-facts.tsx";
import classes from "./operation-page.module.css";
import { OperationProgress } from "./operation-progress.tsx";
import { OperationStateLabel } from "./operation-state-label.tsx";
import { OperationSteps } from "./operation-steps.tsx";
import { isDisk, snapshotLink } from "./resource-link.ts";
import { ResultDisk } from "./result-disk.tsx";

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
  if (error && !data) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <LoadingRows rows={8} label="Reading the operation" />;
  return (
    <>
      <PageHeader title={data.title} sentence={<OperationStateLabel state={data.state} />} actions={<Commands operation={data} />} />
      <PageBody>
        <Progress operation={data} live={live} />
        {data.state === "succeeded" && data.resultId && isDisk(data.resultId) && (
          <Section title="The new disk">
            <ResultDisk diskId={data.resultId} />
          </Section>
        )}
        <Section title="Steps">
          <OperationSteps steps={data.steps} />
        </Section>
        <div className={classes.columns}>
          <Section title="What was asked for">
            <OperationFacts operation={data} />
          </Section>
          {data.cli && (
            <Section title="The same with the Azure CLI">
              <CliBlock command={data.cli} />
            </Section>
          )}
        </div>
      </PageBody>
    </>
  );
}

function Progress({ operation, live }: { operation: OperationRow; live: LiveState }) {
  const result = operation.resultId && !isDisk(operation.resultId) ? snapshotLink(operation.resultId) : undefined;
  return (
    <section aria-label="Progress" className={classes.progress}>
      <OperationProgress operation={operation} isLarge />
      {!isFinal(operation.state) && (
        <p className={classes.safe}>
          <IconInfoCircle size={14} aria-hidden /> Safe to close this page: the work goes on in the server.
          <span className={classes.live}>{live === "live" ? "Updates arrive as they happen" : "Asking every few seconds"}</span>
        </p>
      )}
      {operation.error && (
        <Alert color="red" variant="light" icon={<IconAlertTriangle size={16} />} title="It failed" mt={8}>
          {operation.error.message}
          <div className={classes.code}>
            {operation.error.code}
            {operation.error.retryable ? " · trying again may succeed" : ""}
          </div>
        </Alert>
      )}
      {operation.state === "succeeded" && result && (
        <p className={classes.result}>
          Result:{" "}
          <Anchor component={Link} href={result.href} fw={600} size="sm">
            {result.label}
          </Anchor>
        </p>
      )}
    </section>
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
