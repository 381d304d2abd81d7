/** The body of an answer that is made while it is sent. What fails before the first part is still an answer of its own. */
export async function streamedBody(parts: AsyncIterable<string | Uint8Array> | Iterable<string>): Promise<ReadableStream<Uint8Array>> {
  const encoder = new TextEncoder();
  const source = Symbol.asyncIterator in parts ? parts[Symbol.asyncIterator]() : parts[Symbol.iterator]();
  let next: IteratorResult<string | Uint8Array> | undefined = await source.next();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      next ??= await source.next();
      if (next.done) controller.close();
      else controller.enqueue(typeof next.value === "string" ? encoder.encode(next.value) : next.value);
      next = undefined;
    },
    async cancel() {
      await source.return?.(undefined);
    },
  });
}
