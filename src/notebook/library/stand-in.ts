/**
 * Stands in for a name that draws where nobody looks: whatever is read of it, and whatever comes of calling it, is it again.
 * `called` hears of the arguments.
 */
export function standIn(called: (args: readonly unknown[]) => void = () => {}): unknown {
  const self: unknown = new Proxy(() => {}, {
    // Awaited it would never end, were it a promise.
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
