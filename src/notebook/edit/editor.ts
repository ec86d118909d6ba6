import {defaultKeymap, history, historyKeymap} from "@codemirror/commands";
import {EditorState, StateEffect, StateField} from "@codemirror/state";
import {Decoration, EditorView, keymap} from "@codemirror/view";
import {coloured} from "./editor-colours.ts";

export interface EditorOptions {
  readonly source: string;
  /** Its name for screen readers. */
  readonly label: string;
  readonly run: () => void;
  readonly leave: () => void;
  /** Told of every change of the text. */
  readonly changed: () => void;
}

/** A text that can be edited. */
export interface Editor {
  readonly element: HTMLElement;
  readonly focus: () => void;
  readonly source: () => string;
  readonly write: (source: string) => void;
  /** Marks a line, from 1, as the one at fault; null: none is. */
  readonly blame: (line: number | null) => void;
  readonly close: () => void;
}

const blamed = StateEffect.define<number | null>();
const faulty = Decoration.line({class: "cm-faulty"});

const fault = StateField.define({
  create: () => Decoration.none,
  update(marks, {effects, docChanged, state}) {
    // A change of the text clears the mark.
    let next = docChanged ? Decoration.none : marks;
    for (const effect of effects) {
      if (!effect.is(blamed)) continue;
      const line = effect.value;
      next = line === null || line > state.doc.lines ? Decoration.none : Decoration.set(faulty.range(state.doc.line(line).from));
    }
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** An editor of one cell. Shift+Enter runs it, Escape leaves it; Tab goes on to the next control, so that nobody is caught in it. */
export function editorOf({source, label, run, leave, changed}: EditorOptions): Editor {
  const does = (act: () => void) => () => {
    act();
    return true;
  };
  const view = new EditorView({
    state: EditorState.create({
      doc: source,
      extensions: [
        keymap.of([{key: "Shift-Enter", run: does(run)}, {key: "Escape", run: does(leave)}, ...defaultKeymap, ...historyKeymap]),
        history(),
        coloured,
        fault,
        EditorState.tabSize.of(2),
        EditorView.lineWrapping,
        EditorView.updateListener.of(({docChanged}) => docChanged && changed()),
        EditorView.contentAttributes.of({"aria-label": label, spellcheck: "false", autocapitalize: "off", "data-key": "editor"}),
      ],
    }),
  });
  return {
    element: view.dom,
    focus: () => view.focus(),
    source: () => view.state.doc.toString(),
    write: (text) => view.dispatch({changes: {from: 0, to: view.state.doc.length, insert: text}}),
    blame: (line) => view.dispatch({effects: blamed.of(line)}),
    close: () => view.destroy(),
  };
}
