// A timeline wider than its place opens at its newest end, stays there as it grows, and knows to which side there is more.
import { useCallback, useLayoutEffect, useRef, useState } from "react";

export interface TimelineScroll {
  scroller: React.RefObject<HTMLDivElement | null>;
  isMoreOlder: boolean;
  isMoreNewer: boolean;
  onScroll: () => void;
  /** Most of what is in sight goes by: −1 towards the older. */
  turn: (direction: 1 | -1) => void;
}

export function useTimelineScroll(contentPx: number, roomPx: number): TimelineScroll {
  const scroller = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const [more, setMore] = useState({ isMoreOlder: false, isMoreNewer: false });
  const look = useCallback(() => {
    const { scrollLeft = 0, scrollWidth = 0, clientWidth = 0 } = scroller.current ?? {};
    const isMoreOlder = scrollLeft > 1;
    const isMoreNewer = scrollLeft + clientWidth < scrollWidth - 1;
    isAtEnd.current = !isMoreNewer;
    setMore((shown) => (shown.isMoreOlder === isMoreOlder && shown.isMoreNewer === isMoreNewer ? shown : { isMoreOlder, isMoreNewer }));
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another width is another layout
  useLayoutEffect(() => {
    if (scroller.current && isAtEnd.current) scroller.current.scrollLeft = scroller.current.scrollWidth;
    look();
  }, [contentPx, roomPx, look]);
  const turn = (direction: 1 | -1) => scroller.current?.scrollBy({ left: direction * 0.8 * scroller.current.clientWidth });
  return { scroller, ...more, onScroll: look, turn };
}
