"use client";
// Who keeps this snapshot, in its panel, with the way to hold it, to lift a hold and to move its end.
import { Button } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { Instant } from "#components/ui/time.tsx";
import { untilLoaded } from "#lib/client/api/until-loaded.ts";
import type { HoldMark } from "#lib/contract/holds.ts";
import type { SnapshotRow } from "#lib/contract/inventory.ts";
import classes from "./holds.module.css";

const HoldDialog = dynamic(() => untilLoaded(() => import("./hold-dialog.tsx")).then((m) => m.HoldDialog), { ssr: false });
const ChangeHoldDialog = dynamic(() => untilLoaded(() => import("./change-hold-dialog.tsx")).then((m) => m.ChangeHoldDialog), {
  ssr: false,
});

export function SnapshotHolds({ row }: { row: SnapshotRow }) {
  const holds = row.holds ?? [];
  return (
    <section aria-label="Holds">
      {holds.length > 0 && (
        <ul className={classes.list}>
          {holds.map((hold) => (
            <li key={hold.id} className={classes.hold}>
              <OneHold hold={hold} snapshotName={row.name} />
            </li>
          ))}
        </ul>
      )}
      <div className={classes.buttons}>
        <HoldButton snapshots={[row]} label={holds.length > 0 ? "Hold it once more" : "Hold"} />
      </div>
    </section>
  );
}

/** As they were when the button was pressed. */
export function HoldButton({ snapshots, label }: { snapshots: readonly SnapshotRow[]; label: string }) {
  const [dialog, setDialog] = useState<{ snapshots: readonly SnapshotRow[]; isOpen: boolean }>();
  return (
    <>
      <Button variant="default" leftSection={<IconLock size={14} />} onClick={() => setDialog({ snapshots, isOpen: true })}>
        {label}
      </Button>
      {dialog && <HoldDialog snapshots={dialog.snapshots} opened={dialog.isOpen} onClose={() => setDialog({ ...dialog, isOpen: false })} />}
    </>
  );
}

function OneHold({ hold, snapshotName }: { hold: HoldMark; snapshotName: string }) {
  const [dialog, setDialog] = useState<{ what: "lift" | "end"; isOpen: boolean }>();
  return (
    <>
      <div>{hold.reason}</div>
      <div className={classes.quiet}>
        Held for {hold.owner},{" "}
        {hold.until ? (
          <>
            until <Instant iso={hold.until} />
          </>
        ) : (
          "until it is lifted"
        )}
        ; set by {hold.setBy} <Instant iso={hold.setAt} />
      </div>
      <div className={classes.buttons}>
        <Button size="compact-xs" variant="default" onClick={() => setDialog({ what: "end", isOpen: true })}>
          Change the end
        </Button>
        <Button size="compact-xs" variant="default" onClick={() => setDialog({ what: "lift", isOpen: true })}>
          Lift
        </Button>
      </div>
      {dialog && (
        <ChangeHoldDialog
          hold={hold}
          snapshotName={snapshotName}
          what={dialog.what}
          opened={dialog.isOpen}
          onClose={() => setDialog({ ...dialog, isOpen: false })}
        />
      )}
    </>
  );
}
