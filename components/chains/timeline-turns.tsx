// At an edge beyond which there is more of the timeline: says so, and goes there.
import { ActionIcon } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import classes from "./chain-timeline.module.css";
import type { TimelineScroll } from "./use-timeline-scroll.ts";

export function TimelineTurns({ scroll }: { scroll: TimelineScroll }) {
  return (
    <>
      {scroll.isMoreOlder && (
        <div className={classes.more} data-side="older">
          <ActionIcon variant="default" size={28} aria-label="Older snapshots" onClick={() => scroll.turn(-1)}>
            <IconChevronLeft size={16} />
          </ActionIcon>
        </div>
      )}
      {scroll.isMoreNewer && (
        <div className={classes.more} data-side="newer">
          <ActionIcon variant="default" size={28} aria-label="Newer snapshots" onClick={() => scroll.turn(1)}>
            <IconChevronRight size={16} />
          </ActionIcon>
        </div>
      )}
    </>
  );
}
