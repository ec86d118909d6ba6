/** How much is tried of what a deep run tries: every seed with `DEPTH=1`, a tenth unless said. */
export const DEPTH = Number(process.env.DEPTH ?? 0.1);
