/** Announces a newer version of the course once it has been downloaded, and switches to it when the reader says so. */
export function newer(document: Document, registration: ServiceWorkerRegistration): void {
  const workers = navigator.serviceWorker;
  const says = document.querySelector<HTMLElement>(".newer");
  const tell = () => {
    if (says === null || !says.hidden || registration.waiting === null) return;
    says.hidden = false;
    says.querySelector("button")?.addEventListener("click", () => {
      workers.addEventListener("controllerchange", () => location.reload(), {once: true});
      registration.waiting?.postMessage("take-over");
    });
  };
  tell();
  registration.installing?.addEventListener("statechange", tell);
}
