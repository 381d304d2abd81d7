import type { EstateReader } from "#lib/services/inventory/estate-reader.ts";

/** Who waits for longer than an answer may take is told why: all of Azure may have to be read where nothing is known. */
export function explainFirstReading(view: EstateReader): EstateReader {
  const answered = new Set<string>();
  return {
    ...view,
    async current(context) {
      const { identity } = context.principal;
      if (answered.has(identity)) return view.current(context);
      context.waitsFor?.("Azure is being read for the first time. The reading goes on: ask again in a while.");
      try {
        const reading = await view.current(context);
        answered.add(identity);
        return reading;
      } finally {
        context.waitsFor?.(undefined);
      }
    },
  };
}
