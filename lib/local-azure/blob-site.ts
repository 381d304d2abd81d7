import type { IncomingMessage, ServerResponse } from "node:http";
import { createBlobHandler } from "./blob/handler.ts";
import type { World } from "./model/world.ts";

/** What answers on the blob listener. */
export function createBlobSite(world: World) {
  const answer = createBlobHandler({ world });
  return async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    world.settle();
    await answer(req, res);
  };
}
