/** The package brings no types; what Starlight and `search.ts` use of it. */
declare module "@pagefind/default-ui/npm_dist/mjs/ui-core.mjs" {
  export const PagefindUI: new (options: {readonly element: string}) => unknown;
}
