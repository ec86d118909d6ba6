/** `zh-cn/zookeeper` as `zookeeper`: what a chapter is in whichever language, where its rows lie and under which name progress is kept. */
export const inAnyLanguage = (chapter: string): string => chapter.replace(/^[a-z]{2}(-[a-z]{2,4})?(\/|$)/, "");
