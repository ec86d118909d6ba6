import {progressBook} from "../notebook/progress.ts";
import {PROGRESS} from "./marks.ts";

/** Wires the buttons that save, load and erase a reader's progress. */
export function progressControls(section: HTMLElement): void {
  const book = () => progressBook(localStorage);
  const says = section.querySelector<HTMLElement>("[role=status]");
  const file = section.querySelector<HTMLInputElement>("input[type=file]");
  const erase = section.querySelector<HTMLButtonElement>("[data-act=erase]");
  const tell = (text: string) => {
    if (says !== null) says.textContent = text;
  };
  section.hidden = false;
  section.querySelector("[data-act=save]")?.addEventListener("click", () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([book().text()], {type: "application/json"}));
    link.download = "interregnum-progress.json";
    link.click();
    URL.revokeObjectURL(link.href);
  });
  file?.addEventListener("change", async () => {
    const [chosen] = file.files ?? [];
    if (chosen === undefined) return;
    const refused = book().take(await chosen.text());
    file.value = "";
    document.dispatchEvent(new Event(PROGRESS));
    tell(refused.length === 0 ? (says?.dataset.loaded ?? "") : `${refused.join("; ")}.`);
  });
  erase?.addEventListener("click", () => {
    // What cannot be taken back is asked twice, without a window in the way.
    if (says?.textContent !== erase.dataset.sure) return tell(erase.dataset.sure ?? "");
    book().erase();
    document.dispatchEvent(new Event(PROGRESS));
    tell(says?.dataset.erased ?? "");
  });
}
