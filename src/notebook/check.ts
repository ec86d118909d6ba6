/** The little that a page brings for its claims before one is checked: it shows the buttons, and fetches the rest when one is pressed. */
for (const button of document.querySelectorAll<HTMLButtonElement>("button.claim-check")) {
  // Without a script nothing would answer it.
  button.hidden = false;
  button.addEventListener("click", async () => {
    const {checkClaim} = await import("./checked.ts");
    await checkClaim(button);
  });
}
