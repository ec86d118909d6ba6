/** What cells say, and what belongs to them on a page. */
export const notebook = {} as const;
