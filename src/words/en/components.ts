/** What stands around prose and cells. */
export const components = {} as const;
