/** `zh-cn/zookeeper` as `zookeeper`: the name of a chapter in whichever language, under which its rows are stored and progress is kept. */
export const inAnyLanguage = (chapter: string): string => chapter.replace(/^[a-z]{2}(-[a-z]{2,4})?(\/|$)/, "");
