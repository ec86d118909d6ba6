/** What figures say. */
export const views = {} as const;
