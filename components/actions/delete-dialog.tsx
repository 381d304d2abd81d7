"use client";
// Delete snapshots: first what follows from it, jointly and row by row, then the delay, then the words to be typed.
import { Alert, Button, Checkbox, Group, Select, Text, TextInput } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconAlertTriangle } from "@tabler/icons-react";
import { type FormEvent, useEffect, useMemo, useState } from "react";
import { Dialog } from "#components/ui/dialog.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { LoadingRows } from "#components/ui/loading-rows.tsx";
import { Refusal } from "#components/ui/refusal.tsx";
import { useOperationStart } from "#lib/client/operations/use-operation-start.ts";
import { usePlan } from "#lib/client/operations/use-plan.ts";
import { useGoToPage } from "#lib/client/shell/use-page-address.ts";
import type { SnapshotRow } from "#lib/contract/inventory.ts";
import { formatCount } from "#lib/domain/format.ts";
import type { Plan } from "#lib/domain/plans/plan.ts";
import { confirmationText, type DeleteRequest, USUAL_DELAY_HOURS } from "#lib/operations/kinds/delete/request.ts";
import { deletedWords, deleteWords } from "#lib/operations/kinds/delete/words.ts";
import dialog from "./action-dialog.module.css";
import { CliBlock } from "./cli-block.tsx";
import { DeleteConsequences } from "./delete-consequences.tsx";
import classes from "./delete-dialog.module.css";

export type ChosenSnapshot = Pick<SnapshotRow, "id" | "uniqueId" | "name">;

interface DeleteDialogProps {
  snapshots: readonly ChosenSnapshot[];
  opened: boolean;
  onClose(): void;
  /** It is on its way. */
  onStarted?(): void;
}

export function DeleteDialog({ snapshots, opened, onClose, onStarted }: DeleteDialogProps) {
  const isNarrow = useMediaQuery("(max-width: 760px)") ?? false;
  const [leftOut, setLeftOut] = useState<ReadonlySet<string>>(new Set());
  // biome-ignore lint/correctness/useExhaustiveDependencies: each opening is a new intention
  useEffect(() => setLeftOut(new Set()), [opened]);
  const chosen = snapshots.filter(({ id }) => !leftOut.has(id));
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={<Text fw={600}>Delete {deletedWords(chosen)}</Text>}
      size={960}
      fullScreen={isNarrow}
      closeButtonProps={{ "aria-label": "Close" }}
      transitionProps={{ duration: 120 }}
    >
      {opened && chosen.length > 0 && (
        <DeleteForm
          chosen={chosen}
          onClose={onClose}
          onStarted={onStarted}
          onLeaveOut={(ids) => setLeftOut((before) => new Set([...before, ...ids]))}
        />
      )}
    </Dialog>
  );
}

const DELAYS = [
  { value: "0", label: "At once: it cannot be undone" },
  { value: "1", label: "In an hour" },
  { value: String(USUAL_DELAY_HOURS), label: "In 24 hours (usual)" },
  { value: "72", label: "In 3 days" },
  { value: "168", label: "In 7 days" },
];

interface DeleteFormProps {
  chosen: readonly ChosenSnapshot[];
  onClose(): void;
  onStarted: (() => void) | undefined;
  onLeaveOut(ids: string[]): void;
}

function DeleteForm({ chosen, onClose, onStarted, onLeaveOut }: DeleteFormProps) {
  const goToPage = useGoToPage();
  const [delayHours, setDelay] = useState(USUAL_DELAY_HOURS);
  const [acceptsLast, setAcceptsLast] = useState(false);
  const [typed, setTyped] = useState("");
  const { start } = useOperationStart();
  const wanted = confirmationText([...chosen]);
  // The plan is the same whatever is typed.
  const asked = useMemo<DeleteRequest>(
    () => ({ kind: "delete", snapshots: chosen.map(({ id, uniqueId }) => ({ id, uniqueId })), delayHours, acceptsLast, confirm: wanted }),
    [chosen, delayHours, acceptsLast, wanted],
  );
  const { plan, isStale, error, retry } = usePlan(deleteWords.request, asked);
  const isTyped = typed.trim() === wanted;
  const isReady = isTyped && plan?.possible === true && !isStale && !error;
  const begin = () =>
    start.mutate(
      { request: { ...asked, confirm: typed }, plan },
      {
        onSuccess: (operation) => {
          onClose();
          onStarted?.();
          goToPage({ page: "operation", params: { id: operation.id } });
        },
        onError: retry,
      },
    );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady) begin();
  };
  return (
    <form onSubmit={submit} noValidate>
      {error ? (
        <ErrorNotice error={error} onRetry={retry} />
      ) : plan ? (
        <DeletePlan plan={plan} isStale={isStale} onLeaveOut={onLeaveOut} onChanged={retry} />
      ) : (
        <LoadingRows rows={6} label="Looking at what follows from it" />
      )}
      {plan && <LastOne plan={plan} isAccepted={acceptsLast} onAccept={setAcceptsLast} />}
      <div className={classes.fields}>
        <Select
          label="When"
          description="Until then it can be undone on the operation's page."
          allowDeselect={false}
          data={DELAYS}
          value={String(delayHours)}
          onChange={(value) => value !== null && setDelay(Number(value))}
        />
        <TextInput
          label={`Type "${wanted}" to confirm`}
          description={chosen.length === 1 ? "The snapshot's name." : "The words with the number."}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          autoComplete="off"
          spellCheck={false}
        />
      </div>
      {plan?.cli && (
        <details className={classes.cli}>
          <summary>The same with the Azure CLI, at once and without undo</summary>
          <CliBlock command={plan.cli} />
        </details>
      )}
      <div className={dialog.buttons}>
        {start.error && (
          <div className={dialog.failed}>
            <Refusal error={start.error} onRetry={begin} />
          </div>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" color="red" disabled={!isReady} loading={start.isPending}>
            Delete {deletedWords(chosen)} {delayHours === 0 ? "now" : `in ${formatCount(delayHours)} h`}
          </Button>
        </Group>
      </div>
    </form>
  );
}

function DeletePlan({ plan, ...rest }: { plan: Plan; isStale: boolean; onLeaveOut(ids: string[]): void; onChanged(): void }) {
  return plan.selection ? <DeleteConsequences plan={plan} selection={plan.selection} {...rest} /> : null;
}

/** Nothing of a chain is left then: that is said twice before it may be. */
function LastOne({ plan, isAccepted, onAccept }: { plan: Plan; isAccepted: boolean; onAccept(is: boolean): void }) {
  const last = plan.problems.filter(({ rule }) => rule === "last-restore-point");
  if (last.length === 0 && !isAccepted) return null;
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle size={16} />} title="The last restore point" mt="sm">
      {last.map(({ message }) => (
        <p key={message}>{message}</p>
      ))}
      <Checkbox
        mt={6}
        label="Delete the last restore point all the same"
        checked={isAccepted}
        onChange={(event) => onAccept(event.currentTarget.checked)}
      />
    </Alert>
  );
}
