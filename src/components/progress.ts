import {progressBook} from "../notebook/page/progress.ts";
import {wordsIn} from "../words/languages.ts";
import {PROGRESS} from "./kept.ts";

/** Handles the controls for a reader's progress: saves it to a file, loads it from one, or erases it. Fetched when one is used. */
export async function progressControl(section: HTMLElement, control: Element): Promise<void> {
  const book = progressBook(localStorage);
  const words = await wordsIn(document.documentElement.lang);
  const says = section.querySelector<HTMLElement>("[role=status]");
  const tell = (text: string) => {
    if (says !== null) says.textContent = text;
  };
  if (control instanceof HTMLInputElement) {
    const [chosen] = control.files ?? [];
    if (chosen === undefined) return;
    const refused = book.take(await chosen.text());
    control.value = "";
    const odd = refused.map(words.tell).join(words.say("notebook.progress.between"));
    tell(refused.length === 0 ? words.say("notebook.progress.loaded") : words.say("notebook.progress.refused", {refused: odd}));
  } else if (control.matches("[data-act=save]")) return save(book.text());
  else {
    const sure = words.say("notebook.progress.sure");
    // Erasing cannot be undone, so the button must be pressed twice; no dialog gets in the way.
    if (says?.textContent !== sure) return tell(sure);
    book.erase();
    tell(words.say("notebook.progress.erased"));
  }
  document.dispatchEvent(new Event(PROGRESS));
}

function save(text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], {type: "application/json"}));
  link.download = "interregnum-progress.json";
  link.click();
  URL.revokeObjectURL(link.href);
}
