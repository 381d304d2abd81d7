// The seeds by name: demo, empty, scale:N.

import type { World } from "../model/world.ts";
import { seedDemo } from "./demo.ts";
import { seedEmpty } from "./empty.ts";
import { seedScale } from "./scale.ts";

export function findSeed(name: string): (world: World) => Promise<void> {
  if (name === "demo") return seedDemo;
  if (name === "empty") return seedEmpty;
  const count = /^scale:([1-9]\d{0,6})$/.exec(name)?.[1];
  if (count !== undefined) return (world) => seedScale(world, Number(count));
  throw new Error(`There is no seed ${name}. Seeds are demo, empty and scale:N with N snapshots.`);
}
