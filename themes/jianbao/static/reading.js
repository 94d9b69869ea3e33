/* Remembers what the reader chose in the header: the size of the text and the reading mode. Without this
   script the choice holds for the page; nothing else depends on it. */
(function () {
  "use strict";
  var form = document.querySelector(".reading");
  var key = "bulletin-reading";
  if (!form) return;
  try {
    var kept = JSON.parse(localStorage.getItem(key) || "{}");
    var size = document.getElementById("size-" + kept.size);
    if (size) size.checked = true;
    document.getElementById("plain").checked = kept.plain === true;
  } catch (error) {
    return; // The browser keeps nothing, or the reader does not want it to.
  }
  form.addEventListener("change", function () {
    var size = form.querySelector("[name=size]:checked");
    var choice = { size: size ? size.value : "1", plain: document.getElementById("plain").checked };
    try {
      localStorage.setItem(key, JSON.stringify(choice));
    } catch (error) {
      // Full or forbidden: the choice holds for this page.
    }
  });
})();
