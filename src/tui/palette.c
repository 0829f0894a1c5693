/* What did the user type, and which command or event does it mean? */
#include <config.h>

#include "tui/palette.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lab/matrix.h"
#include "tui/glyphs.h"
#include "tui/keys.h"
#include "util/mem.h"
#include "util/text.h"

#define LINE_MAX_BYTES 400

static const struct {
	const char *name;
	enum pl_command command;
	enum pl_action action; /* whose key is shown */
	const char *help;
} commands[] = {
	{ "save", PL_CMD_SAVE, PL_ACT_SAVE,
	  "[FILE]  the session as a scenario, verdicts as expectations" },
	{ "save!", PL_CMD_SAVE_OVER, PL_ACT_NONE, "[FILE]  the same, over a file that is there" },
	{ "expect", PL_CMD_EXPECT, PL_ACT_EXPECT, "make the selected verdict an expectation" },
	{ "goto", PL_CMD_GOTO, PL_ACT_NONE, "STEP or DATE  move the cursor" },
	{ "undo", PL_CMD_UNDO, PL_ACT_UNDO, "take back the last thing done" },
	{ "redo", PL_CMD_REDO, PL_ACT_REDO, "do it again" },
	{ "theme", PL_CMD_THEME, PL_ACT_THEME, "dark, light or mono" },
	{ "mouse", PL_CMD_MOUSE, PL_ACT_MOUSE, "mouse on or off" },
	{ "help", PL_CMD_HELP, PL_ACT_HELP, "every key" },
	{ "quit", PL_CMD_QUIT, PL_ACT_BACK, "leave the lab" },
};

void pl_items_clear(struct pl_items *items)
{
	free(items->items);
	*items = (struct pl_items){ 0 };
}

void pl_palette_open(struct pl_palette *palette, bool events_only, const char *text)
{
	pl_palette_close(palette);
	palette->events_only = events_only;
	pl_buf_puts(&palette->line, text ? text : "");
}

void pl_palette_close(struct pl_palette *palette)
{
	pl_buf_clear(&palette->line);
	pl_event_unref(palette->event);
	free(palette->at);
	*palette = (struct pl_palette){ 0 };
}

/* The letters of `word` occur in `text` in this order. */
static bool loosely(const char *text, const char *word, size_t len)
{
	for (size_t i = 0; i < len; i++, text++) {
		while (*text && tolower((unsigned char)*text) != tolower((unsigned char)word[i]))
			text++;
		if (!*text)
			return false;
	}
	return true;
}

static bool contains(const char *text, const char *word, size_t len)
{
	for (; *text; text++)
		if (strncasecmp(text, word, len) == 0)
			return true;
	return len == 0;
}

/* Every typed word is in the name or the help, or its letters are in the name;
 * a word with "=" is a parameter and narrows nothing. */
static bool fits(const char *line, const char *name, const char *help)
{
	while (*line) {
		size_t len;

		line += strspn(line, " ");
		len = strcspn(line, " ");
		if (len && !memchr(line, '=', len) && !contains(name, line, len) &&
		    !(help && contains(help, line, len)) && !loosely(name, line, len))
			return false;
		line += len;
	}
	return true;
}

static size_t first_word(const char *line)
{
	return strcspn(line, " ");
}

static bool is_first_word(const char *line, const char *name)
{
	return strlen(name) == first_word(line) && strncmp(line, name, strlen(name)) == 0;
}

static const char *key_of(enum pl_action action, const char *arg)
{
	size_t groups;
	const struct pl_key_group *group = pl_key_groups(&groups);

	for (size_t g = 0; g < groups; g++)
		for (size_t r = 0; r < group[g].n; r++)
			if (group[g].rows[r].action == action && action != PL_ACT_NONE &&
			    (!arg || pl_streq(group[g].rows[r].arg, arg)))
				return group[g].rows[r].label ? group[g].rows[r].label : NULL;
	return NULL;
}

static void offer(struct pl_items *out, const char *line, struct pl_item item)
{
	/* once the first word is whole, the rest are its parameters */
	if (fits(line, item.name, item.help) || is_first_word(line, item.name))
		*PL_PUSH(out->items, out->n, out->cap) = item;
}

/* Names that begin with what was typed come before those that merely fit. */
static void best_first(struct pl_items *items, const char *line)
{
	size_t len = first_word(line);
	size_t front = 0;

	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = front; i < items->n; i++) {
			struct pl_item item = items->items[i];
			bool good = pass == 0 ? is_first_word(line, item.name)
					      : strncasecmp(item.name, line, len) == 0;

			if (!good)
				continue;
			memmove(&items->items[front + 1], &items->items[front],
				(i - front) * sizeof(item));
			items->items[front++] = item;
		}
	}
}

static bool is_standard(const char *name)
{
	size_t n;
	const struct pl_standard *standard = pl_standard_events(&n);

	for (size_t i = 0; i < n; i++)
		if (strcmp(standard[i].name, name) == 0)
			return true;
	return false;
}

static void match_commands(const struct pl_palette *palette, struct pl_items *out)
{
	const char *line = pl_buf_str(&palette->line);
	size_t n;
	const struct pl_standard *standard = pl_standard_events(&n);
	const struct pl_event_kind *const *kinds;

	for (size_t i = 0; i < n; i++)
		offer(out, line,
		      (struct pl_item){ .name = standard[i].name,
					.help = standard[i].summary,
					.standard = standard[i].name,
					.key = key_of(PL_ACT_EVENT, standard[i].name) });
	if (!palette->events_only)
		for (size_t i = 0; i < PL_ARRAY_LEN(commands); i++)
			offer(out, line,
			      (struct pl_item){ .name = commands[i].name,
						.help = commands[i].help,
						.command = commands[i].command,
						.key = key_of(commands[i].action, NULL) });
	kinds = pl_event_kinds(&n);
	for (size_t i = 0; i < n; i++)
		if (!is_standard(kinds[i]->name)) /* that one takes parameters, too */
			offer(out, line,
			      (struct pl_item){ .name = kinds[i]->name,
						.help = kinds[i]->summary,
						.event = kinds[i],
						.key = key_of(PL_ACT_EVENT, kinds[i]->name) });
	if (*line)
		best_first(out, line);
}

void pl_palette_match(const struct pl_palette *palette, const struct pl_model *model,
		      const struct pl_world *world, struct pl_items *out)
{
	if (palette->asked)
		pl_palette_values(palette->asked, palette->event, model, world,
				  pl_buf_str(&palette->line), out);
	else
		match_commands(palette, out);
}

static void erase_one(struct pl_buf *line)
{
	while (line->len && ((unsigned char)line->data[line->len - 1] & 0xc0) == 0x80)
		line->data[--line->len] = '\0';
	if (line->len)
		line->data[--line->len] = '\0';
}

void pl_palette_type(struct pl_palette *palette, int key)
{
	struct pl_buf *line = &palette->line;

	if (key == PL_IN_BACKSPACE || key == PL_IN_CTRL('h')) {
		erase_one(line);
	} else if (key == PL_IN_CTRL('u')) {
		pl_buf_reset(line);
	} else if (key == PL_IN_CTRL('w')) {
		while (line->len && line->data[line->len - 1] == ' ')
			erase_one(line);
		while (line->len && line->data[line->len - 1] != ' ')
			erase_one(line);
	} else if (key >= ' ' && key < PL_IN_UP && key != PL_IN_BACKSPACE &&
		   line->len < LINE_MAX_BYTES) {
		pl_glyph_utf8(line, (uint32_t)key);
	}
	palette->selected = 0;
}

void pl_palette_move(struct pl_palette *palette, int by, size_t n)
{
	long to = (long)palette->selected + by;

	if (n)
		palette->selected = to < 0 ? 0 : (size_t)to >= n ? n - 1 : (size_t)to;
}

void pl_palette_complete(struct pl_palette *palette, const struct pl_items *items)
{
	if (palette->selected >= items->n)
		return;
	pl_buf_reset(&palette->line);
	pl_buf_puts(&palette->line, items->items[palette->selected].name);
	if (!palette->asked)
		pl_buf_putc(&palette->line, ' ');
	palette->selected = 0;
}

/* The first parameter that is required and missing. */
static const struct pl_param *missing(const struct pl_event *event)
{
	for (size_t i = 0; i < event->kind->n_params; i++)
		if (event->kind->params[i].required && !event->values[i].set)
			return &event->kind->params[i];
	return NULL;
}

/* "at=+30d" is not the event's parameter but its time. */
static char *take_at(char *args)
{
	char *found = strstr(args, "at=");
	char *at;
	size_t len;

	if (!found || (found != args && found[-1] != ' '))
		return NULL;
	len = strcspn(found, " ");
	at = pl_strndup(found + 3, len - 3);
	memset(found, ' ', len);
	return at;
}

static bool set_words(struct pl_event *event, char *args, struct pl_error *err)
{
	const struct pl_pos nowhere = { 0 };
	char *rest = args;

	for (char *word = strtok_r(args, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
		char *equals = strchr(word, '=');

		if (!event->kind->n_params)
			return pl_error_input(err, nowhere, "%s takes no parameters",
					      event->kind->name);
		if (equals)
			*equals = '\0';
		if (!pl_event_set(event, equals ? word : event->kind->params[0].name,
				  equals ? equals + 1 : word, nowhere, err))
			return false;
	}
	return true;
}

static void write_line(struct pl_palette *palette, const struct pl_event *event, const char *at)
{
	pl_buf_reset(&palette->line);
	pl_buf_puts(&palette->line, event->kind->name);
	for (size_t i = 0; i < event->kind->n_params; i++)
		if (event->values[i].set)
			pl_buf_printf(&palette->line, " %s=%s", event->kind->params[i].name,
				      event->values[i].text);
	if (at)
		pl_buf_printf(&palette->line, " at=%s", at);
}

void pl_palette_reopen(struct pl_palette *palette, const struct pl_event *event, const char *at)
{
	bool events_only = palette->events_only;

	pl_palette_open(palette, events_only, NULL);
	write_line(palette, event, at);
}

/* Goes on with the event: asks for what is missing, or hands it over. */
static enum pl_palette_done proceed(struct pl_palette *palette, struct pl_palette_answer *out,
				    struct pl_error *err)
{
	palette->asked = missing(palette->event);
	pl_buf_reset(&palette->line);
	palette->selected = 0;
	if (palette->asked)
		return PL_PALETTE_MORE;
	if (!pl_event_complete(palette->event, err)) {
		write_line(palette, palette->event, palette->at);
		return PL_PALETTE_ERROR;
	}
	out->event = palette->event;
	out->at = palette->at;
	palette->event = NULL;
	palette->at = NULL;
	return PL_PALETTE_EVENT;
}

static enum pl_palette_done enter_value(struct pl_palette *palette, const struct pl_items *items,
					struct pl_palette_answer *out, struct pl_error *err)
{
	const struct pl_pos nowhere = { 0 };
	const char *text = pl_buf_str(&palette->line);

	if (palette->selected < items->n)
		text = items->items[palette->selected].name;
	if (!pl_event_set(palette->event, palette->asked->name, text, nowhere, err))
		return PL_PALETTE_ERROR;
	return proceed(palette, out, err);
}

enum pl_palette_done pl_palette_enter(struct pl_palette *palette, const struct pl_items *items,
				      struct pl_palette_answer *out, struct pl_error *err)
{
	const struct pl_pos nowhere = { 0 };
	const char *line = pl_buf_str(&palette->line);
	const struct pl_item *item =
		palette->selected < items->n ? &items->items[palette->selected] : NULL;
	const struct pl_event_kind *kind;
	enum pl_palette_done done;
	char *args;

	*out = (struct pl_palette_answer){ 0 };
	if (palette->asked)
		return enter_value(palette, items, out, err);
	if (!item) {
		pl_error_input(err, nowhere, "there is no command or event '%s'", line);
		return PL_PALETTE_ERROR;
	}
	args = pl_strdup(is_first_word(line, item->name) ? line + strlen(item->name) : "");
	if (item->command) {
		out->command = item->command;
		out->arg = pl_strdup(args + strspn(args, " "));
		free(args);
		return PL_PALETTE_COMMAND;
	}
	kind = item->event;
	/* a standard event is ready as it is; with parameters its name means the event's kind */
	if (item->standard && args[strspn(args, " ")])
		kind = pl_event_kind_find(item->name);
	if (!kind) {
		out->standard = item->standard;
		free(args);
		return PL_PALETTE_STANDARD;
	}
	pl_event_unref(palette->event);
	free(palette->at);
	palette->event = pl_event_new(kind, nowhere);
	palette->at = take_at(args);
	done = set_words(palette->event, args, err) ? proceed(palette, out, err) : PL_PALETTE_ERROR;
	free(args);
	return done;
}
