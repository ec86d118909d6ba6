/** The little that every page knows of a reader's progress. */

/** Is said of the document whenever something of it has changed. */
export const PROGRESS = "interregnum-progress";

/** Whether this browser keeps any. */
export function kept(): boolean {
  try {
    return localStorage.getItem("interregnum") !== null;
  } catch {
    return false;
  }
}
