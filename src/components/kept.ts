/** All that every page knows of a reader's progress. */

/** Event fired at the document whenever progress has changed. */
export const PROGRESS = "interregnum-progress";

/** Whether this browser has any progress stored. */
export function kept(): boolean {
  try {
    return localStorage.getItem("interregnum") !== null;
  } catch {
    return false;
  }
}
