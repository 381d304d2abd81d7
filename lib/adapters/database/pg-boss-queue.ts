// Wake-ups through pg-boss: on PGlite through our session, on PostgreSQL through our pool. A job only says "look";
// what there is to do, and who may do it, is decided by the operation records (docs/decisions/0003).
import { PgBoss } from "pg-boss";
import type { OperationQueue } from "#lib/operations/engine/operation-queue.ts";
import type { SqlRunner } from "./open-database.ts";

const queueName = "operations";
const pollingIntervalSeconds = 2;

export function createPgBossQueue(sql: SqlRunner, onError: (error: unknown) => void): OperationQueue {
  const boss = new PgBoss({ db: sql, schedule: false });
  boss.on("error", onError);
  return {
    async start(wake) {
      await boss.start();
      await boss.createQueue(queueName);
      await boss.work(queueName, { pollingIntervalSeconds, batchSize: 20 }, async () => {
        // A job reaches one listener. Sent at once it is not ours again before our next poll: the others come first.
        if (!wake()) await boss.send(queueName, {}).catch(onError);
      });
    },
    async send(operationId) {
      await boss.send(queueName, { operationId });
    },
    async stop() {
      await boss.stop({ graceful: true, timeout: 2000, close: false });
    },
  };
}
