/* Which key does what, and how is that said? */
#include <config.h>

#include "tui/keys.h"

#include <stdio.h>
#include <string.h>

#include "util/compiler.h"
#include "util/text.h"

static const struct pl_key_row move_keys[] = {
	{ .keys = { PL_IN_LEFT, 'h' },
	  .action = PL_ACT_LEFT,
	  .label = "←→↑↓ hjkl",
	  .help = "cell, row" },
	{ .keys = { PL_IN_RIGHT, 'l' }, .action = PL_ACT_RIGHT },
	{ .keys = { PL_IN_UP, 'k' }, .action = PL_ACT_UP },
	{ .keys = { PL_IN_DOWN, 'j' }, .action = PL_ACT_DOWN },
	{ .keys = { PL_IN_PAGE_UP, PL_IN_CTRL('u') },
	  .action = PL_ACT_PAGE_UP,
	  .label = "PgUp PgDn ^U ^D",
	  .help = "a page" },
	{ .keys = { PL_IN_PAGE_DOWN, PL_IN_CTRL('d') }, .action = PL_ACT_PAGE_DOWN },
	{ .keys = { 'g' }, .action = PL_ACT_FIRST_ROW, .label = "g G", .help = "first, last row" },
	{ .keys = { 'G' }, .action = PL_ACT_LAST_ROW },
	{ .keys = { PL_IN_TAB },
	  .action = PL_ACT_NEXT_PANE,
	  .label = "Tab S-Tab",
	  .help = "next, last pane",
	  .hint = "pane",
	  .rank = 70 },
	{ .keys = { PL_IN_BACK_TAB }, .action = PL_ACT_PREVIOUS_PANE },
	{ .keys = { PL_IN_ENTER },
	  .action = PL_ACT_OPEN,
	  .label = "Enter",
	  .help = "explanation, and back" },
};

static const struct pl_key_row time_keys[] = {
	{ .keys = { ',' },
	  .action = PL_ACT_STEP_BACK,
	  .when = PL_KEY_WITH_RUN,
	  .label = ", .",
	  .help = "a step back, on",
	  .hint = "step",
	  .rank = 60 },
	{ .keys = { '.' }, .action = PL_ACT_STEP_ON, .when = PL_KEY_WITH_RUN },
	{ .keys = { '[' },
	  .action = PL_ACT_EVENT_BACK,
	  .when = PL_KEY_WITH_RUN,
	  .label = "[ ]",
	  .help = "event before, after" },
	{ .keys = { ']' }, .action = PL_ACT_EVENT_ON, .when = PL_KEY_WITH_RUN },
	{ .keys = { PL_IN_HOME },
	  .action = PL_ACT_FIRST_STEP,
	  .when = PL_KEY_WITH_RUN,
	  .label = "Home End",
	  .help = "first, last step" },
	{ .keys = { PL_IN_END }, .action = PL_ACT_LAST_STEP, .when = PL_KEY_WITH_RUN },
	{ .keys = { '>' },
	  .action = PL_ACT_NEXT_CHANGE,
	  .label = ">",
	  .help = "on to the next change",
	  .hint = "next change",
	  .rank = 35 },
};

static const struct pl_key_row event_keys[] = {
	{ .keys = { 'r' }, .action = PL_ACT_EVENT, .arg = "renew-same-key",
	  .label = "r", .help = "renew, same key", .hint = "renew", .rank = 10 },
	{ .keys = { 'R' }, .action = PL_ACT_EVENT, .arg = "renew-new-key",
	  .label = "R", .help = "renew, new key", .hint = "new key", .rank = 11 },
	{ .keys = { 'B' }, .action = PL_ACT_EVENT, .arg = "renew-backup-key",
	  .label = "B", .help = "renew, backup key", .hint = "backup key", .rank = 40 },
	{ .keys = { 'w' }, .action = PL_ACT_EVENT, .arg = "swap-intermediate",
	  .label = "w", .help = "swap the intermediate", .hint = "swap CA", .rank = 12 },
	{ .keys = { 'W' }, .action = PL_ACT_EVENT, .arg = "reissue-intermediate",
	  .label = "W", .help = "reissue it, same key" },
	{ .keys = { 'o' }, .action = PL_ACT_EVENT, .arg = "roll-root",
	  .label = "o", .help = "roll over to the next root", .hint = "roll root", .rank = 80 },
	{ .keys = { 'c' }, .action = PL_ACT_EVENT, .arg = "switch-ca",
	  .label = "c", .help = "switch to the backup CA", .hint = "other CA", .rank = 81 },
	{ .keys = { 'x' }, .action = PL_ACT_EVENT, .arg = "expire-leaf",
	  .label = "x", .help = "let the leaf expire", .hint = "expire leaf", .rank = 45 },
	{ .keys = { 'X' }, .action = PL_ACT_EVENT, .arg = "expire-root",
	  .label = "X", .help = "let the root expire", .hint = "expire root", .rank = 13 },
	{ .keys = { 'd' }, .action = PL_ACT_EVENT, .arg = "distrust-root",
	  .label = "d", .help = "distrust the root", .hint = "distrust", .rank = 82 },
	{ .keys = { 'K' }, .action = PL_ACT_EVENT, .arg = "compromise: what=leaf",
	  .label = "K", .help = "the leaf's key is stolen", .hint = "steal key", .rank = 83 },
	{ .keys = { 'v' }, .action = PL_ACT_EVENT, .arg = "release",
	  .label = "v", .help = "release a new app version", .hint = "release", .rank = 84 },
};

static const struct pl_key_row session_keys[] = {
	{ .keys = { 'a' },
	  .action = PL_ACT_ADD,
	  .label = "a",
	  .help = "any event, from a list",
	  .hint = "any event",
	  .rank = 30 },
	{ .keys = { ':' },
	  .action = PL_ACT_PALETTE,
	  .label = ":",
	  .help = "all commands",
	  .hint = "command",
	  .rank = 1 },
	{ .keys = { 'u' },
	  .action = PL_ACT_UNDO,
	  .when = PL_KEY_WITH_UNDO,
	  .label = "u",
	  .help = "undo",
	  .hint = "undo",
	  .rank = 20 },
	{ .keys = { PL_IN_CTRL('r') },
	  .action = PL_ACT_REDO,
	  .when = PL_KEY_WITH_REDO,
	  .label = "^R",
	  .help = "redo",
	  .hint = "redo",
	  .rank = 21 },
	{ .keys = { 's' },
	  .action = PL_ACT_SAVE,
	  .when = PL_KEY_WITH_RUN,
	  .label = "s",
	  .help = "save as a scenario",
	  .hint = "save",
	  .rank = 50 },
	{ .keys = { 'e' },
	  .action = PL_ACT_EXPECT,
	  .when = PL_KEY_WITH_RUN,
	  .label = "e",
	  .help = "expect this verdict",
	  .hint = "expect",
	  .rank = 90 },
};

static const struct pl_key_row screen_keys[] = {
	{ .keys = { 'z' },
	  .action = PL_ACT_ZOOM,
	  .label = "z",
	  .help = "this pane alone, and back",
	  .hint = "zoom",
	  .rank = 75 },
	{ .keys = { 'm' }, .action = PL_ACT_MOUSE, .label = "m", .help = "mouse on, off" },
	{ .keys = { 't' }, .action = PL_ACT_THEME, .label = "t", .help = "dark, light, mono" },
	{ .keys = { '?', PL_IN_F1 },
	  .action = PL_ACT_HELP,
	  .label = "? F1",
	  .help = "this page",
	  .hint = "help",
	  .rank = 2 },
	{ .keys = { 'q' },
	  .action = PL_ACT_BACK,
	  .label = "q",
	  .help = "back; again: quit",
	  .hint = "quit",
	  .rank = 95 },
	{ .keys = { PL_IN_ESC },
	  .action = PL_ACT_ESCAPE,
	  .label = "Esc",
	  .help = "close, never quits" },
	{ .keys = { PL_IN_CTRL('l') }, .action = PL_ACT_REPAINT, .label = "^L", .help = "repaint" },
	{ .keys = { PL_IN_CTRL('z') }, .action = PL_ACT_SUSPEND, .label = "^Z", .help = "suspend" },
	{ .keys = { PL_IN_CTRL('c') },
	  .action = PL_ACT_INTERRUPT,
	  .label = "^C",
	  .help = "stop work; twice: quit" },
	{ .keys = { 'i' },
	  .action = PL_ACT_ANYWAY,
	  .when = PL_KEY_IN_NOTICE,
	  .label = "i",
	  .help = "too small: show anyway",
	  .hint = "show anyway",
	  .rank = 5 },
};

static const struct pl_key_group groups[] = {
	{ "Make something happen", event_keys, PL_ARRAY_LEN(event_keys) },
	{ "Move", move_keys, PL_ARRAY_LEN(move_keys) },
	{ "Time", time_keys, PL_ARRAY_LEN(time_keys) },
	{ "Session", session_keys, PL_ARRAY_LEN(session_keys) },
	{ "Screen", screen_keys, PL_ARRAY_LEN(screen_keys) },
};

static const struct {
	int key;
	const char *name;   /* on screen */
	const char *script; /* between < and > */
} names[] = {
	{ PL_IN_TAB, "Tab", "Tab" },
	{ PL_IN_BACK_TAB, "S-Tab", "S-Tab" },
	{ PL_IN_ENTER, "Enter", "Enter" },
	{ PL_IN_ESC, "Esc", "Esc" },
	{ ' ', "Space", "Space" },
	{ PL_IN_BACKSPACE, "Bksp", "BS" },
	{ PL_IN_UP, "↑", "Up" },
	{ PL_IN_DOWN, "↓", "Down" },
	{ PL_IN_LEFT, "←", "Left" },
	{ PL_IN_RIGHT, "→", "Right" },
	{ PL_IN_HOME, "Home", "Home" },
	{ PL_IN_END, "End", "End" },
	{ PL_IN_PAGE_UP, "PgUp", "PgUp" },
	{ PL_IN_PAGE_DOWN, "PgDn", "PgDn" },
	{ PL_IN_DELETE, "Del", "Del" },
	{ PL_IN_F1, "F1", "F1" },
	{ '<', "<", "lt" },
};

const struct pl_key_group *pl_key_groups(size_t *n)
{
	*n = PL_ARRAY_LEN(groups);
	return groups;
}

const struct pl_key_row *pl_key_find(int key)
{
	for (size_t g = 0; g < PL_ARRAY_LEN(groups); g++)
		for (size_t r = 0; r < groups[g].n; r++)
			for (size_t k = 0; k < PL_ARRAY_LEN(groups[g].rows[r].keys); k++)
				if (key && groups[g].rows[r].keys[k] == key)
					return &groups[g].rows[r];
	return NULL;
}

const char *pl_key_name(int key, char out[8])
{
	for (size_t i = 0; i < PL_ARRAY_LEN(names); i++)
		if (names[i].key == key)
			return names[i].name;
	if (key > 0 && key < ' ')
		snprintf(out, 8, "^%c", key + '@');
	else if (key < 127)
		snprintf(out, 8, "%c", key);
	else
		snprintf(out, 8, "U+%04X", (unsigned)key & 0xffff);
	return out;
}

static int parse_named(const char *name, size_t len)
{
	if (len == 3 && (name[0] == 'C' || name[0] == 'c') && name[1] == '-')
		return PL_IN_CTRL(name[2]);
	for (size_t i = 0; i < PL_ARRAY_LEN(names); i++)
		if (strlen(names[i].script) == len && strncmp(names[i].script, name, len) == 0)
			return names[i].key;
	return 0;
}

int pl_key_parse(const char **text)
{
	const char *at = *text;
	const char *end;
	uint32_t cp;
	size_t used;

	if (*at == '\0')
		return 0;
	end = *at == '<' ? strchr(at, '>') : NULL;
	if (end && end > at + 1) {
		*text = end + 1;
		return parse_named(at + 1, (size_t)(end - at - 1));
	}
	used = pl_utf8_next(at, strlen(at), &cp);
	*text = at + (used ? used : 1);
	return used ? (int)cp : 0;
}
