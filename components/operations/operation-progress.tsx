// How far an operation is. A bar with a length only where Azure gives a percentage; otherwise the time since it
// began and since Azure last answered, because a moving stripe would claim to know something.
import { Text } from "@mantine/core";
import { useServerIsAway } from "#lib/client/api/server-contact.ts";
import { useOperationClock } from "#lib/client/operations/use-operation-clock.ts";
import type { OperationRow } from "#lib/contract/operations.ts";
import { formatBytes, formatDuration, formatPercent } from "#lib/domain/format.ts";
import { isFinal } from "#lib/domain/operations/operation-state.ts";
import classes from "./operation-progress.module.css";
import { estimateProgress } from "./progress-estimate.ts";

export function OperationProgress({ operation, isLarge = false }: { operation: OperationRow; isLarge?: boolean }) {
  const isOver = isFinal(operation.state);
  const nowMs = useOperationClock(!isOver);
  const estimate = estimateProgress(operation, nowMs, !useServerIsAway());
  const { percent, totalBytes } = operation;
  const { doneBytes } = estimate;
  const facts = [
    doneBytes !== undefined && bytesMoved(doneBytes, totalBytes, operation.doneBytes === null),
    !isOver && percent === null && doneBytes === undefined && operation.state === "waiting-for-azure" && "Azure gives no progress here",
    !isOver && estimate.bytesPerSecond !== undefined && `${formatBytes(estimate.bytesPerSecond)}/s`,
    estimate.remainingMs !== undefined && `about ${formatDuration(estimate.remainingMs)} left`,
    `${formatDuration(estimate.elapsedMs)}${isOver ? "" : " so far"}`,
    !isOver && `last heard ${formatDuration(Math.max(0, nowMs - Date.parse(operation.updatedAt)))} ago`,
  ].filter(Boolean);
  return (
    <div>
      {percent !== null && (!isOver || (operation.state === "succeeded" && operation.outcome !== "nothing")) && (
        <div className={classes.bar}>
          <div
            className={classes.track}
            style={{ height: isLarge ? 10 : 6 }}
            role="progressbar"
            aria-label={`${operation.title}: progress`}
            aria-valuemin={0}
            aria-valuemax={100}
            aria-valuenow={Math.floor(percent)}
          >
            <div className={classes.done} style={{ width: `${percent}%` }} />
          </div>
          <span className={isLarge ? classes.percentLarge : classes.percent}>{formatPercent(percent)}</span>
        </div>
      )}
      {!isOver && <Text size="sm">{operation.progressText}</Text>}
      <Text size="xs" c="dimmed" className={classes.facts}>
        {facts.join(" · ")}
      </Text>
    </div>
  );
}

/** isReckoned: by Azure's percentage. */
function bytesMoved(doneBytes: number, totalBytes: number | null, isReckoned: boolean): string {
  const done = totalBytes === null ? formatBytes(doneBytes) : `${formatBytes(doneBytes)} of ${formatBytes(totalBytes)}`;
  return isReckoned ? `about ${done}` : done;
}
