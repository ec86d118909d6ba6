/**
 * A stand-in for names that draw, where there is no display: reading any property of it, or calling it, gives the stand-in again. `called`
 * is told the arguments of each call.
 */
export function standIn(called: (args: readonly unknown[]) => void = () => {}): unknown {
  const self: unknown = new Proxy(() => {}, {
    // With a `then` it would count as a promise, and awaiting it would never end.
    get: (_target, key) => (key === "then" ? undefined : key === Symbol.toPrimitive ? () => "" : self),
    set: () => true,
    apply: (_target, _this, args: unknown[]) => {
      called(args);
      return self;
    },
    construct: (_target, args: unknown[]) => {
      called(args);
      return self as object;
    },
  });
  return self;
}
