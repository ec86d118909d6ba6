/**
 * The number of a client's write. A restarted client starts counting again, and must not repeat a value: a lost write would be found there.
 */
export const numbered = (seq: number, {endings}: {endings(): number}): string => (endings() === 0 ? `${seq}` : `${endings()}.${seq}`);
