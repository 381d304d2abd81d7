import { join } from "node:path";
import type { Config } from "./config.ts";

/** Where Local Azure keeps its state and says where it is. */
export function localAzureDir(config: Pick<Config, "dataDir">): string {
  return join(config.dataDir, "local-azure");
}
