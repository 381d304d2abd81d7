"use client";
// Holds snapshots: why, for whom, until when.
import { Button, Group, Text, Textarea, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import dialog from "#components/actions/action-dialog.module.css";
import { Dialog } from "#components/ui/dialog.tsx";
import { Refusal } from "#components/ui/refusal.tsx";
import { useSetHold } from "#lib/client/holds/use-hold-changes.ts";
import type { SnapshotRow } from "#lib/contract/inventory.ts";
import { formatCount } from "#lib/domain/format.ts";
import { endOf, HoldEndField, NO_END } from "./hold-end-field.tsx";

interface HoldDialogProps {
  snapshots: readonly Pick<SnapshotRow, "id" | "uniqueId" | "name">[];
  opened: boolean;
  onClose(): void;
}

export function HoldDialog({ snapshots, opened, onClose }: HoldDialogProps) {
  const [only, ...others] = snapshots;
  const what = others.length === 0 ? only?.name : `${formatCount(snapshots.length)} snapshots`;
  return (
    <Dialog opened={opened} onClose={onClose} title={<Text fw={600}>Hold {what}</Text>} closeButtonProps={{ "aria-label": "Close" }}>
      {opened && <HoldForm snapshots={snapshots} onClose={onClose} />}
    </Dialog>
  );
}

function HoldForm({ snapshots, onClose }: Omit<HoldDialogProps, "opened">) {
  const [reason, setReason] = useState("");
  const [owner, setOwner] = useState("");
  const [end, setEnd] = useState(NO_END);
  const set = useSetHold();
  const until = endOf(end, Date.now());
  const isReady = reason.trim() !== "" && until !== undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isReady) return;
    const named = snapshots.map(({ id, uniqueId }) => ({ id, uniqueId }));
    const body = { snapshots: named, reason, ...(owner.trim() ? { owner } : {}), ...(until ? { until } : {}) };
    set.mutate(body, { onSuccess: onClose });
  };
  return (
    <form onSubmit={submit} noValidate>
      <div className={dialog.fields}>
        <Text size="sm">
          Snapscope deletes nothing that is held, whoever asks, also where a delete waits already. It changes nothing in Azure: others can
          still delete it there.
        </Text>
        <Textarea
          label="Reason"
          required
          autosize
          minRows={2}
          maxLength={500}
          data-autofocus
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <TextInput
          label="Who wants it kept"
          description="Whoever lifts it for somebody else must name them. Empty: you."
          maxLength={200}
          autoComplete="off"
          value={owner}
          onChange={(event) => setOwner(event.currentTarget.value)}
        />
        <HoldEndField end={end} onChange={setEnd} />
      </div>
      <div className={dialog.buttons}>
        {set.error && <Refusal error={set.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={!isReady} loading={set.isPending}>
            Hold {snapshots.length === 1 ? "it" : `${formatCount(snapshots.length)} snapshots`}
          </Button>
        </Group>
      </div>
    </form>
  );
}
