// What is typed is not lost: drafts save by themselves, other forms warn, and a dead line sends nothing away.
(function () {
  var script = document.currentScript;
  var root = document.documentElement;
  var draft = document.querySelector("form[data-draft]");
  var line = draft && draft.querySelector("[role=status]");
  // The forms of this page with something that is nowhere else: typed here, or brought along by the page.
  var changed = [];
  var pressed = null;
  var isWaiting = false;
  var isSure = false;
  var isFailing = false;
  var isSaving = false;
  var isDropping = false;
  var openedAt = Date.now();
  var askedAt = 0;
  var count = 0;
  var timer;
  function isChanged(form) { return changed.indexOf(form) >= 0; }
  function change(form) { if (!isChanged(form)) changed.push(form); }
  function settle(form) { changed = changed.filter(function (one) { return one !== form; }); }
  function isOurs(form) { return form && form.elements && form.elements.csrfmiddlewaretoken; }
  // A stranger who only typed a name or a code goes on unasked.
  function isMuch(form) { return form.elements.written_by || form.querySelector("textarea"); }
  function isLanguage(button) { return button && button.name === "in_language" && button.form; }
  // The language button sends one form: what is typed into the others goes along.
  function bringAlong(button) {
    [].forEach.call(button.form.querySelectorAll("[name=typed_elsewhere]"), function (one) {
      one.parentNode.removeChild(one);
    });
    [].forEach.call(document.forms, function (form) {
      if (form === button.form || !form.elements.typed_in) return;
      var inside = [].filter.call(form.elements, function (one) {
        return one.name && (!/^(radio|checkbox)$/.test(one.type) || one.checked) && !/^(submit|file)$/.test(one.type);
      }).map(function (one) { return encodeURIComponent(one.name) + "=" + encodeURIComponent(one.value); });
      var extra = document.createElement("input");
      extra.type = "hidden";
      extra.name = "typed_elsewhere";
      extra.value = inside.join("&");
      button.form.appendChild(extra);
    });
  }
  function say(sentence) {
    if (!line) {
      line = document.createElement("p");
      line.setAttribute("role", "status");
      line.className = "help";
    }
    if (!line.parentNode) pressed.form.insertBefore(line, pressed.form.firstChild);
    line.textContent = sentence;
  }
  // Calls back with the answer, or with null when none came.
  function ask(method, address, body, done) {
    var request = new XMLHttpRequest();
    request.open(method, address);
    request.timeout = 20000;
    request.onload = function () { done(request.status < 500 ? request : null); };
    request.onerror = request.ontimeout = function () { done(null); };
    request.send(body);
  }
  function later(act) {
    clearTimeout(timer);
    timer = setTimeout(act, 15000);
    window.addEventListener("online", function now() {
      window.removeEventListener("online", now);
      clearTimeout(timer);
      timer = setTimeout(act, 0);
    });
  }
  function typed() {
    // A file costs data: only a press sends it.
    var file = draft.elements.file;
    if (file) file.disabled = true;
    var data = new FormData(draft);
    if (file) file.disabled = false;
    data.append("by_itself", "1");
    // By the clock of the site: an older text never replaces a newer one.
    data.append("typed_at", Number(draft.dataset.draft) + Date.now() - openedAt);
    return data;
  }
  // Nothing to save: no text, and no cell of a table.
  function isEmpty() {
    return ![].some.call(draft.elements, function (one) { return /^text/.test(one.type) && one.value.trim(); });
  }
  function save() {
    clearTimeout(timer);
    if (!isChanged(draft) || isSure || root.hidden || isEmpty()) return;
    settle(draft);
    isSaving = true;
    askedAt = Date.now();
    var number = ++count;
    ask("POST", location.pathname, typed(), function (answer) {
      if (number !== count) return;
      isSaving = false;
      var isSaid = answer && /^text\/plain/.test(answer.getResponseHeader("Content-Type"));
      isFailing = !isSaid || answer.status !== 200;
      if (isFailing) change(draft);
      say(isSaid ? answer.responseText : script.dataset.waits);
      if (!answer) later(save);
    });
  }
  // The page goes away: nothing waits for an answer, and a save under way may never leave the phone.
  function saveLast() {
    if (!draft || !(isChanged(draft) || isSaving) || isSure || root.hidden) return;
    if (isDropping || isEmpty()) return;
    if (navigator.sendBeacon && navigator.sendBeacon(location.pathname, typed())) return;
    var request = new XMLHttpRequest();
    request.open("POST", location.pathname, false);
    try { request.send(typed()); } catch (error) { /* The line is dead. */ }
  }
  function send() {
    ask("HEAD", "/healthz", null, function (answer) {
      if (!answer) {
        say(script.dataset.waits);
        return later(send);
      }
      isSure = true;
      pressed.click();
    });
  }
  document.addEventListener("input", function (event) {
    var form = event.target.form;
    if (!isOurs(form)) return;
    change(form);
    isSure = false;
    if (form === draft && !isWaiting) {
      clearTimeout(timer);
      timer = setTimeout(save, 3000);
    }
  });
  document.addEventListener("click", function (event) {
    var button = event.target;
    while (button && button.nodeName !== "BUTTON") button = button.parentNode;
    // What its writer deletes is not saved as the page goes.
    isDropping = Boolean(button && button.name === "brought_back");
    if (!button || isWaiting) return;
    pressed = button;
    if (isLanguage(button)) bringAlong(button);
  }, true);
  document.addEventListener("submit", function (event) {
    var form = event.target;
    function isAnother(one) { return one !== form; }
    // The browser asks before what is typed into another form is gone.
    if (isOurs(form) && changed.some(isAnother) && !isLanguage(pressed)) return;
    // What a form brought along, or the browser filled in, is not lost on a dead line either.
    var isFull = isOurs(form) && (isChanged(form) || (form.elements.typed_in && isMuch(form)));
    if (!isFull || isSure || !pressed || pressed.form !== form) {
      isSure = true;
      return;
    }
    event.preventDefault();
    if (isWaiting) return;
    isWaiting = true;
    send();
  });
  document.addEventListener("visibilitychange", function () {
    if (document.hidden) saveLast();
  });
  window.addEventListener("pagehide", saveLast);
  window.addEventListener("beforeunload", function (event) {
    var unsaved = changed.filter(isMuch).concat(isSaving && !isChanged(draft) ? draft : []);
    if (!unsaved.length || isSure || root.hidden) return;
    // A draft is saved as the page goes, unless that failed before, or the line seems to be dead.
    var isDead = isFailing || navigator.onLine === false || (isSaving && Date.now() - askedAt > 3000);
    if (unsaved.length === 1 && unsaved[0] === draft && !isDead) return;
    event.preventDefault();
    event.returnValue = "";
  });
  [].forEach.call(document.querySelectorAll("[data-unsent]"), function (one) {
    change(one.form);
    isFailing = isFailing || one.form === draft;
  });
  // Back on the page from the browser's memory: the form may be sent once more.
  window.addEventListener("pageshow", function () { isSure = isWaiting = false; });
})();
