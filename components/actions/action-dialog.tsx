// The frame of the dialog of an operation: the form on the left, what will happen on the right, one button
// that says what it does. It never starts what the plan says is impossible.
import { Alert, Button, Group, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { FormEvent, ReactNode } from "react";
import { Dialog } from "#components/ui/dialog.tsx";
import { LoadingRows } from "#components/ui/loading-rows.tsx";
import type { FormOptions } from "#lib/contract/plans.ts";
import type { Plan } from "#lib/domain/plans/plan.ts";
import classes from "./action-dialog.module.css";
import { PlanPreview } from "./plan-preview.tsx";

export interface ActionDialogProps {
  title: string;
  opened: boolean;
  onClose(): void;
  children: ReactNode;
}

export interface ActionBodyProps {
  onClose(): void;
  options: FormOptions | undefined;
  optionsError: ReactNode;
  fields: ReactNode;
  plan: Plan | undefined;
  /** What the form lacks for a plan: sentences. */
  missing: string[];
  isPlanStale: boolean;
  planError: ReactNode;
  startError: ReactNode;
  startLabel: string;
  isStarting: boolean;
  onStart(): void;
}

export function ActionDialog({ title, opened, onClose, children }: ActionDialogProps) {
  const isNarrow = useMediaQuery("(max-width: 760px)") ?? false;
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={<Text fw={600}>{title}</Text>}
      size={960}
      fullScreen={isNarrow}
      closeButtonProps={{ "aria-label": "Close" }}
      transitionProps={{ duration: 120 }}
    >
      {children}
    </Dialog>
  );
}

/** One form, or why there is none. */
export function ActionBody(props: ActionBodyProps) {
  const { options, optionsError, plan, missing, isPlanStale, planError, startError } = props;
  if (optionsError) return <NoForm onClose={props.onClose}>{optionsError}</NoForm>;
  if (!options) {
    return (
      <NoForm closeLabel="Cancel" onClose={props.onClose}>
        <LoadingRows rows={10} label="Reading what is possible" />
      </NoForm>
    );
  }
  if (!options.possible) return <NotPossible reason={options.reason} onClose={props.onClose} />;
  const isReady = plan?.possible === true && !isPlanStale && !planError;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady) props.onStart();
  };
  return (
    <form onSubmit={submit} noValidate>
      <div className={classes.columns}>
        <div className={classes.fields}>{props.fields}</div>
        <div className={classes.preview}>{planError ?? <PlanPreview plan={plan} missing={missing} isStale={isPlanStale} />}</div>
      </div>
      <div className={classes.buttons}>
        {startError && <div className={classes.failed}>{startError}</div>}
        <Group justify="flex-end">
          <Button variant="default" onClick={props.onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={!isReady} loading={props.isStarting}>
            {props.startLabel}
          </Button>
        </Group>
      </div>
    </form>
  );
}

function NotPossible({ reason, onClose }: { reason: string | undefined; onClose(): void }) {
  return (
    <NoForm onClose={onClose}>
      <Alert color="yellow" variant="light" icon={<IconAlertTriangle size={16} />} title="Not possible now">
        {reason}
      </Alert>
    </NoForm>
  );
}

function NoForm({ children, closeLabel = "Close", onClose }: { children: ReactNode; closeLabel?: string; onClose(): void }) {
  return (
    <>
      {children}
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={onClose}>
          {closeLabel}
        </Button>
      </Group>
    </>
  );
}
