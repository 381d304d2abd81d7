// It waits by what was asked for, and can be undone until then.
import { IconClock } from "@tabler/icons-react";
import { Instant } from "#components/ui/time.tsx";
import classes from "./operation-page.module.css";

export function OperationWaiting({ notBefore }: { notBefore: string }) {
  return (
    <p className={classes.waiting}>
      <IconClock size={16} aria-hidden />
      <span>
        Begins at <Instant iso={notBefore} />. Until then nothing is done, and it can be undone.
      </span>
    </p>
  );
}
