/* Behavior is attached by attribute; without script every page still works. One file, one idea. */
import "./focus.js";
import "./menus.js";
import "./dialogs.js";
import "./toasts.js";
import "./rows.js";
import "./keys.js";
import "./palette.js";
import "./search.js";
import "./copy.js";
import "./preferences.js";
import "./drop.js";
import "./too-large.js";
import "./passkeys.js";
import "./organization.js";
import "./judge.js";
import "./print.js";
import "./picture.js";
