// Where something is shown: a page and what it needs to know, never an address. Which address that is, and that the
// reader's scope goes along, only the client knows (lib/client/shell/page-address.ts).
import { z } from "zod";
import { armId } from "./common.ts";

const id = z.string().min(1).max(400);

export const pageTarget = z.discriminatedUnion("page", [
  z.object({ page: z.literal("overview") }),
  /** open: the snapshot whose panel is open. disk: an ARM id or a name. */
  z.object({ page: z.literal("snapshots"), params: z.object({ open: armId, disk: armId, chain: id }).partial().optional() }),
  z.object({ page: z.literal("disks"), params: z.object({ open: armId }).partial().optional() }),
  z.object({ page: z.literal("chains") }),
  z.object({ page: z.literal("chain"), params: z.object({ id }) }),
  z.object({ page: z.literal("diff"), params: z.object({ base: armId, target: armId }).partial().optional() }),
  z.object({ page: z.literal("operations") }),
  z.object({ page: z.literal("operation"), params: z.object({ id }) }),
  z.object({ page: z.literal("audit"), params: z.object({ operation: id }).partial().optional() }),
  z.object({ page: z.literal("costs") }),
  z.object({ page: z.literal("retention") }),
  z.object({ page: z.literal("settings") }),
]);
export type PageTarget = z.infer<typeof pageTarget>;
export type Page = PageTarget["page"];
