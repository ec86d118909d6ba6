/** The number of a client's write. One that was started again counts anew, and must not write the same once more: its lost writes would be found. */
export const numbered = (seq: number, {endings}: {endings(): number}): string => (endings() === 0 ? `${seq}` : `${endings()}.${seq}`);
