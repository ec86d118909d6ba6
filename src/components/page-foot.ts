/** Opens the list of keys by `?`, unless something is being typed, and by its button. */
export function keyList(document: Document): void {
  const dialog = document.querySelector<HTMLDialogElement>("dialog.keys");
  if (dialog === null) return;
  let back: (() => void) | null = null;
  const show = () => {
    if (dialog.open) return;
    back = wayBack(document);
    dialog.showModal();
  };
  dialog.addEventListener("close", () => back?.());
  document.querySelector(".keys-hint button")?.addEventListener("click", show);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "?" || event.ctrlKey || event.metaKey || event.altKey || isTyped(event.target)) return;
    event.preventDefault();
    show();
  });
}

const controls = "input, select, textarea, button, [tabindex]";

/** Gives the focus back to where it was, also when the cell around it has come to life meanwhile, and other elements stand there. */
function wayBack(document: Document): () => void {
  const was = document.activeElement;
  const cell = was?.closest("notebook-cell");
  const place = cell && was ? [...cell.querySelectorAll(controls)].indexOf(was) : -1;
  return () => {
    if (was?.isConnected === false) cell?.querySelectorAll<HTMLElement>(controls)[place]?.focus({preventScroll: true});
  };
}

const isTyped = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches("textarea, select, input:not([type=range], [type=checkbox], [type=radio])"));

/**
 * Keeps the course for when there is no network, once the page has all it needs itself, and says when a newer version has been kept.
 * Who asks to save data is asked for none.
 */
export function offline(document: Document, base: string): void {
  const workers = navigator.serviceWorker;
  // An insecure address has none.
  if (workers === undefined || Reflect.get(navigator, "connection")?.saveData === true) return;
  const says = document.querySelector<HTMLElement>(".newer");
  const tell = (waiting: ServiceWorker) => {
    if (says === null) return;
    says.hidden = false;
    says.querySelector("button")?.addEventListener("click", () => {
      workers.addEventListener("controllerchange", () => location.reload(), {once: true});
      waiting.postMessage("take over");
    });
  };
  const register = async () => {
    const registration = await workers.register(`${base}sw.js`);
    const look = (worker: ServiceWorker | null) => {
      // The first of all replaces nothing.
      if (worker?.state === "installed" && workers.controller !== null) tell(worker);
    };
    look(registration.waiting);
    registration.addEventListener("updatefound", () => {
      const {installing} = registration;
      installing?.addEventListener("statechange", () => look(installing));
    });
  };
  // A page that cannot keep itself is still a page.
  const begin = () => void register().catch(() => {});
  if (document.readyState === "complete") begin();
  else addEventListener("load", begin, {once: true});
}
