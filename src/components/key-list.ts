/** Shows the list of keys. Who closes it stands where he was, whatever has taken the place of what had the focus. */
export function showKeys(document: Document, was: Element | null): void {
  const dialog = document.querySelector<HTMLDialogElement>("dialog.keys");
  if (dialog === null || dialog.open) return;
  dialog.addEventListener("close", wayBack(was), {once: true});
  dialog.showModal();
}

const controls = "input, select, textarea, button, [tabindex]";

/** Gives the focus back to where it was, also when the cell around it has come to life meanwhile, and other elements stand there. */
function wayBack(was: Element | null): () => void {
  const cell = was?.closest("notebook-cell");
  const place = cell && was ? [...cell.querySelectorAll(controls)].indexOf(was) : -1;
  return () => {
    if (was?.isConnected === false) cell?.querySelectorAll<HTMLElement>(controls)[place]?.focus({preventScroll: true});
  };
}
