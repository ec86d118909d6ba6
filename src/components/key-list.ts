/** Shows the list of keys. Closing it gives the focus back, even if the focused element has been replaced meanwhile. */
export function showKeys(document: Document, was: Element | null): void {
  const dialog = document.querySelector<HTMLDialogElement>("dialog.keys");
  if (dialog === null || dialog.open) return;
  dialog.addEventListener("close", wayBack(was), {once: true});
  dialog.showModal();
}

const controls = "input, select, textarea, button, [tabindex]";

/** Gives the focus back, also when the cell around the focused element has come alive meanwhile and new elements stand there. */
function wayBack(was: Element | null): () => void {
  const cell = was?.closest("notebook-cell");
  const place = cell && was ? [...cell.querySelectorAll(controls)].indexOf(was) : -1;
  return () => {
    if (was?.isConnected === false) cell?.querySelectorAll<HTMLElement>(controls)[place]?.focus({preventScroll: true});
  };
}
