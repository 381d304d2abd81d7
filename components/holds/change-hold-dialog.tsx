"use client";
// Lifts a hold, or moves its end. Of somebody else's hold the owner's name is typed: that one has their word.
import { Button, Group, Text, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import dialog from "#components/actions/action-dialog.module.css";
import { Dialog } from "#components/ui/dialog.tsx";
import { Refusal } from "#components/ui/refusal.tsx";
import { useChangeHoldEnd, useLiftHold } from "#lib/client/holds/use-hold-changes.ts";
import type { HoldMark } from "#lib/contract/holds.ts";
import { endOf, HoldEndField, NO_END } from "./hold-end-field.tsx";

interface ChangeHoldDialogProps {
  hold: HoldMark;
  snapshotName: string;
  what: "lift" | "end";
  opened: boolean;
  onClose(): void;
}

export function ChangeHoldDialog({ opened, ...props }: ChangeHoldDialogProps) {
  const title = props.what === "lift" ? `Lift the hold of ${props.snapshotName}` : `Change the end of the hold of ${props.snapshotName}`;
  return (
    <Dialog opened={opened} onClose={props.onClose} title={<Text fw={600}>{title}</Text>} closeButtonProps={{ "aria-label": "Close" }}>
      {opened && <ChangeForm {...props} />}
    </Dialog>
  );
}

function ChangeForm({ hold, what, onClose }: Omit<ChangeHoldDialogProps, "opened">) {
  const [typed, setTyped] = useState("");
  const [end, setEnd] = useState(NO_END);
  const [lift, change] = [useLiftHold(), useChangeHoldEnd()];
  const until = endOf(end, Date.now());
  const isConfirmed = hold.isOwn || typed.trim() === hold.owner;
  const isReady = isConfirmed && (what === "lift" || until !== undefined);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isReady) return;
    const confirmed = { id: hold.id, ...(hold.isOwn ? {} : { confirmOwner: typed }) };
    if (what === "lift") lift.mutate(confirmed, { onSuccess: onClose });
    else change.mutate({ ...confirmed, until: until ?? null }, { onSuccess: onClose });
  };
  const error = lift.error ?? change.error;
  return (
    <form onSubmit={submit} noValidate>
      <div className={dialog.fields}>
        <Text size="sm">
          {hold.owner}: {hold.reason}
        </Text>
        {what === "lift" && (
          <Text size="sm">Then nothing of this hold keeps it from being deleted. Who lifted it, and when, stays on record.</Text>
        )}
        {what === "end" && <HoldEndField end={end} onChange={setEnd} />}
        {!hold.isOwn && (
          <TextInput
            label={`Type "${hold.owner}" to confirm that you have their word`}
            description="It is not your own hold."
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            autoComplete="off"
            spellCheck={false}
          />
        )}
      </div>
      <div className={dialog.buttons}>
        {error && <Refusal error={error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Leave it
          </Button>
          <Button type="submit" disabled={!isReady} loading={lift.isPending || change.isPending}>
            {what === "lift" ? "Lift the hold" : "Change the end"}
          </Button>
        </Group>
      </div>
    </form>
  );
}
