/** The work's result, or undefined when that is not there in time: the work goes on, for the next who asks. */
export async function withinMs<T>(waitMs: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), waitMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
