// The operation once it is read: progress, steps, what was asked for, the same with az, and what came of it.
import { Anchor } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { CliBlock } from "#components/actions/cli-block.tsx";
import { PageBody, Section } from "#components/ui/page-body.tsx";
import { PageLink } from "#components/ui/page-link.tsx";
import { Instant } from "#components/ui/time.tsx";
import type { LiveState } from "#lib/client/operations/live-state.ts";
import { OPERATION_POLL_MS } from "#lib/client/operations/use-operation.ts";
import type { OperationRow } from "#lib/contract/operations.ts";
import { isFinal } from "#lib/domain/operations/operation-state.ts";
import { useOperationUi } from "./kinds/use-operation-ui.ts";
import { LiveNote } from "./live-note.tsx";
import { OperationFacts } from "./operation-facts.tsx";
import classes from "./operation-page.module.css";
import { OperationProgress } from "./operation-progress.tsx";
import { OperationQueue } from "./operation-queue.tsx";
import { OperationSteps } from "./operation-steps.tsx";
import { OperationWaiting } from "./operation-waiting.tsx";
import { isSnapshot, snapshotLink } from "./resource-link.ts";

export function OperationView({ operation, live }: { operation: OperationRow; live: LiveState }) {
  const { state, cli } = operation;
  const { result, parts, remedy } = useOperationUi(operation.kind);
  return (
    <PageBody>
      <Progress operation={operation} live={live} />
      {state === "succeeded" && result && (
        <Section title={result.title}>
          <result.View operation={operation} />
        </Section>
      )}
      {state === "failed" && remedy && (
        <Section title={remedy.title}>
          <remedy.View operation={operation} />
        </Section>
      )}
      {parts && (
        <Section title={parts.title}>
          <parts.View operation={operation} />
        </Section>
      )}
      <Section title="Steps">
        <OperationSteps steps={operation.steps} />
      </Section>
      <div className={classes.columns}>
        <Section title="What was asked for">
          <OperationFacts operation={operation} />
        </Section>
        {cli && (
          <Section title="The same with the Azure CLI">
            <CliBlock command={cli} />
          </Section>
        )}
      </div>
    </PageBody>
  );
}

function Reassurance({ live }: { live: LiveState }) {
  return (
    <div className={classes.safe}>
      {live !== "lost" && (
        <span>
          <IconInfoCircle size={14} aria-hidden /> Safe to close this page: the work goes on in the server.
        </span>
      )}
      <LiveNote live={live} pollMs={OPERATION_POLL_MS} />
    </div>
  );
}

function Cancelled({ operation }: { operation: OperationRow }) {
  const left = useOperationUi(operation.kind).words.afterCancel?.(operation);
  return left ? (
    <p className={classes.left}>
      <IconInfoCircle size={14} aria-hidden /> {left.text}
    </p>
  ) : null;
}

/** What stands in the record of one that goes on is the error of the attempt before. */
function Failed({ operation: { state, nextAttemptAt } }: { operation: OperationRow }) {
  if (isFinal(state)) return "It failed";
  if (!nextAttemptAt) return "The attempt before this one failed";
  return (
    <>
      The last attempt failed. It is tried again by itself at <Instant iso={nextAttemptAt} />
    </>
  );
}

function HowFar({ operation }: { operation: OperationRow }) {
  if (operation.queue) return <OperationQueue queue={operation.queue} />;
  if (operation.notBefore) return <OperationWaiting notBefore={operation.notBefore} />;
  return <OperationProgress operation={operation} isLarge />;
}

function Progress({ operation, live }: { operation: OperationRow; live: LiveState }) {
  const result = operation.resultId && isSnapshot(operation.resultId) ? snapshotLink(operation.resultId) : undefined;
  return (
    <section aria-label="Progress" className={classes.progress}>
      <HowFar operation={operation} />
      {!isFinal(operation.state) && <Reassurance live={live} />}
      {operation.state === "cancelled" && <Cancelled operation={operation} />}
      {operation.outcome && (
        <p className={classes.left}>
          <IconInfoCircle size={14} aria-hidden /> {operation.progressText}.
        </p>
      )}
      {operation.error && (
        <div className={classes.failed} role="alert">
          <strong>
            <Failed operation={operation} />
          </strong>
          <p>{operation.error.message}</p>
          <div className={classes.code}>
            {operation.error.code}
            {operation.error.retryable && isFinal(operation.state) ? " · trying again may succeed" : ""}
          </div>
        </div>
      )}
      {operation.state === "succeeded" && result && (
        <p className={classes.result}>
          Result:{" "}
          <Anchor component={PageLink} to={result.target} fw={600} size="sm">
            {result.label}
          </Anchor>
        </p>
      )}
    </section>
  );
}
