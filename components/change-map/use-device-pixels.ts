// The size of an element in CSS pixels and the screen's pixel ratio, both as they change (moving a window to
// another screen changes the ratio without a resize).
import { useElementSize } from "@mantine/hooks";
import { useEffect, useState } from "react";

export interface DevicePixels {
  ref: ReturnType<typeof useElementSize<HTMLDivElement>>["ref"];
  widthPx: number;
  pixelRatio: number;
}

export function useDevicePixels(): DevicePixels {
  const { ref, width } = useElementSize<HTMLDivElement>();
  return { ref, widthPx: Math.floor(width), pixelRatio: usePixelRatio() };
}

export function usePixelRatio(): number {
  const [pixelRatio, setPixelRatio] = useState(1);
  useEffect(() => {
    let media: MediaQueryList | undefined;
    // A query matches one ratio only, so each change needs the next query.
    const watch = () => {
      const now = window.devicePixelRatio || 1;
      setPixelRatio(now);
      media?.removeEventListener("change", watch);
      media = window.matchMedia(`(resolution: ${now}dppx)`);
      media.addEventListener("change", watch);
    };
    watch();
    return () => media?.removeEventListener("change", watch);
  }, []);
  return pixelRatio;
}
