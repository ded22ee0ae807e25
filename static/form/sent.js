/** A framed page starts where the form's button was, which may be far below: the confirmation comes to where one looks. */
const heading = document.getElementById("sent");
heading.focus({ preventScroll: true });
// Scrolls the page that holds the frame as well, without a word of script on that page.
heading.scrollIntoView({ block: "center" });
