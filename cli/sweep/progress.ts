import process from "node:process";

/** How far a sweep is. */
export interface Progress {
  /** Rows that were there before. */
  readonly before: number;
  readonly made: number;
  readonly of: number;
  readonly seconds: number;
}

const whole = (n: number): string => n.toLocaleString("en", {maximumFractionDigits: 0});

/** One line: what is kept, how fast it goes, how long it will take. */
export function inWords({before, made, of, seconds}: Progress): string {
  const aSecond = made / Math.max(seconds, 0.001);
  const left = (of - before - made) / Math.max(aSecond, 0.001);
  const rate = aSecond < 10 ? aSecond.toFixed(1) : whole(aSecond);
  return `${whole(before + made)} of ${whole(of)} rows, ${rate} a second, ${whole(Math.ceil(left))} s to go`;
}

/** Ms between two lines in a log, and between two updates of a terminal. */
const PAUSE = {log: 10_000, terminal: 200};

/** Tells on standard error, from time to time: a terminal on one line, a log line by line. */
export function teller(now: () => number): (progress: Progress) => void {
  const {isTTY} = process.stderr;
  let told = now();
  return (progress) => {
    const ended = progress.before + progress.made === progress.of;
    if (ended && isTTY) process.stderr.write("\r\u001b[K");
    if (ended || now() - told < (isTTY ? PAUSE.terminal : PAUSE.log)) return;
    told = now();
    process.stderr.write(isTTY ? `\r\u001b[K${inWords(progress)}` : `${inWords(progress)}\n`);
  };
}
