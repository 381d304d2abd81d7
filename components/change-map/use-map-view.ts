// The window of the map: local while it moves, in the URL a moment later, and from the URL when that changes
// (a link, the back button).
import { useDebouncedCallback } from "@mantine/hooks";
import { useEffect, useRef, useState } from "react";
import type { MapWindow } from "#lib/change-map/map-grid.ts";

const WRITE_AFTER_MS = 200;

export function useMapView(
  fromUrl: MapWindow | undefined,
  writeUrl: (view: MapWindow) => void,
): [MapWindow | undefined, (view: MapWindow) => void] {
  const [view, setView] = useState(fromUrl);
  const written = useRef(keyOf(fromUrl));
  const write = useDebouncedCallback((next: MapWindow) => {
    written.current = keyOf(next);
    writeUrl(next);
  }, WRITE_AFTER_MS);

  const urlKey = keyOf(fromUrl);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another window in the URL counts, not another object
  useEffect(() => {
    if (urlKey === written.current) return;
    written.current = urlKey;
    setView(fromUrl);
  }, [urlKey]);

  const move = (next: MapWindow) => {
    const bounds = { fromBytes: next.fromBytes, toBytes: next.toBytes };
    setView(bounds);
    write(bounds);
  };
  return [view, move];
}

function keyOf(view: MapWindow | undefined): string {
  return view ? `${view.fromBytes}-${view.toBytes}` : "";
}
