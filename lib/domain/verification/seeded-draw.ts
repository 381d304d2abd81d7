// Numbers by chance from a seed, so that a sample can be drawn again by whoever doubts it: xmur3 makes four words of the seed,
// sfc32 the numbers. Not for secrets.

/** Each call gives a whole number from 0 up to below `bound` (at most 2^53), all as likely. */
export function createDraw(seed: string): (bound: number) => number {
  const next = sfc32(wordsOf(seed));
  return (bound) => {
    if (!Number.isSafeInteger(bound) || bound < 1) throw new RangeError(`nothing can be drawn below ${bound}`);
    // What lies behind the last whole multiple would make some numbers likelier than others.
    const limit = Math.floor(2 ** 53 / bound) * bound;
    for (;;) {
      const value = (next() % 2 ** 21) * 2 ** 32 + next();
      if (value < limit) return value % bound;
    }
  };
}

function wordsOf(text: string): [number, number, number, number] {
  let hash = 1_779_033_703 ^ text.length;
  for (let i = 0; i < text.length; i += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 3_432_918_353);
    hash = (hash << 13) | (hash >>> 19);
  }
  const word = () => {
    hash = Math.imul(hash ^ (hash >>> 16), 2_246_822_507);
    hash = Math.imul(hash ^ (hash >>> 13), 3_266_489_909);
    hash ^= hash >>> 16;
    return hash >>> 0;
  };
  return [word(), word(), word(), word()];
}

function sfc32([a, b, c, counter]: [number, number, number, number]): () => number {
  return () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
}
