// The estate a newcomer finds: two subscriptions, three regions, ninety days up to now. The same every time but for
// the date it ends on (and the guids, which the world makes).

import type { World } from "../model/world.ts";
import * as awkward from "./awkward-cases.ts";
import { createCalendar } from "./calendar.ts";
import { describeEstate } from "./estate.ts";
import { addSubscriptionsAndGroups } from "./groups.ts";
import type { MachineSpec } from "./machine.ts";
import { runMachine } from "./machine.ts";

export async function seedDemo(world: World): Promise<void> {
  const calendar = createCalendar(world.clock.nowMs());
  const groups = addSubscriptionsAndGroups(world);
  const scene = { world, groups, calendar };
  const { crmLegacy, buildAgent, buildAgentAgain, ...others } = describeEstate(groups);
  const run = (spec: MachineSpec) => runMachine(world, spec, calendar);

  world.deleteDisk(run(crmLegacy).disk, calendar.at(31, 10));
  world.deleteDisk(run(buildAgent).disk, calendar.at(45, 8));
  run(buildAgentAgain);
  const { web01, web02, logs, sqlData, mail, jump, ...rest } = others;
  for (const spec of Object.values(rest)) run(spec);

  awkward.forgetSas(scene, run(web01));
  awkward.scaleOutFromFullSnapshots(scene, run(web02));
  awkward.failCopy(scene, run(logs));
  awkward.leaveCopyUnderWay(scene, run(mail));
  awkward.keepFullSnapshotByHand(scene, run(jump));
  const sql = run(sqlData);
  awkward.replicateButTheLatestTwo(scene, sql);
  awkward.addStrayDisks(scene, sql);
  world.settle();
  await world.flush();
}
