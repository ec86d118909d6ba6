import {afterAll, beforeAll} from "vitest";
import {openSite, type Site} from "./chromium.ts";
import {forgetsNoWord} from "./doubled-page.ts";
import {canBeRead, canBeReadInTheDark} from "./legible.ts";
import * as ask from "./questions.ts";
import {testEveryPage} from "./tour.ts";

let site: Site;

beforeAll(async () => {
  site = await openSite();
});

afterAll(() => site.close());

testEveryPage(
  () => site,
  {as: "on a screen", options: {viewport: {width: 1280, height: 800}, colorScheme: "light", reducedMotion: "reduce"}},
  [
    ask.loads,
    ask.isLight,
    ask.hasNoBarrier,
    ask.hasNoBarrierInTheDark,
    canBeRead,
    canBeReadInTheDark,
    ask.printsWhole,
    ask.keepsItsColumn,
    ask.keepsItsColumnLive,
    forgetsNoWord,
  ],
);

testEveryPage(() => site, {as: "on a phone", options: {viewport: {width: 360, height: 740}, hasTouch: true, isMobile: true}}, [
  canBeRead,
  ask.isNoWiderThanThePhone,
  ask.fitsAFinger,
  ask.isLiveWhatWasSaved,
]);

testEveryPage(() => site, {as: "with JavaScript off", options: {javaScriptEnabled: false}}, [ask.showsItsTextWithoutScript]);
