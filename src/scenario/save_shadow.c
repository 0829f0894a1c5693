/* How is a rehearsal kept as a scenario? */
#include <config.h>

#include "scenario/scenario.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/emit.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

struct saving {
	struct pl_buf *out;
	const struct pl_rehearsal *of;
	const struct pl_shadow_files *files;
};

/* How many leading characters two paths share, up to and with a slash. */
static size_t common_part(const char *a, const char *b)
{
	size_t last = 0;

	for (size_t i = 0; a[i] && a[i] == b[i]; i++)
		if (a[i] == '/')
			last = i + 1;
	return last;
}

/* The file as seen from the folder; the file as it is where one of the two is not there. */
static char *seen_from(const char *folder, const char *file)
{
	char *real = realpath(file, NULL), *dir = realpath(folder, NULL), *from, *path = NULL;
	size_t common;

	if (real && dir) {
		struct pl_buf out = PL_BUF_INIT;

		from = pl_asprintf("%s%s", dir, pl_ends_with(dir, "/") ? "" : "/");
		common = common_part(from, real);
		for (const char *c = from + common; *c; c++)
			if (*c == '/')
				pl_buf_puts(&out, "../");
		pl_buf_puts(&out, real + common);
		path = pl_buf_take(&out);
		free(from);
	}
	free(real);
	free(dir);
	return path ? path : pl_strdup(file);
}

static void put_file(const struct saving *s, struct pl_flow *list, const char *file)
{
	char *path = seen_from(s->files->folder, file);

	pl_flow_text(list, NULL, path);
	free(path);
}

static void put_chains(const struct saving *s)
{
	struct pl_flow list;

	pl_buf_puts(s->out, "  chain: ");
	list = pl_flow_list(s->out);
	for (size_t i = 0; i < s->files->inputs->n_chains; i++)
		put_file(s, &list, s->files->inputs->chains[i].file);
	pl_flow_end(&list);
	pl_buf_putc(s->out, '\n');
}

static void put_pins(const struct saving *s)
{
	const struct pl_inputs *inputs = s->files->inputs;

	pl_buf_puts(s->out, "  pins:\n");
	for (size_t i = 0; i < inputs->n_pins; i++) {
		char *path = seen_from(s->files->folder, inputs->pinfiles[i]->file);
		struct pl_flow flow;

		pl_buf_puts(s->out, "    - ");
		flow = pl_flow_map(s->out);
		pl_flow_text(&flow, "file", path);
		pl_flow_text(&flow, "client", inputs->pins[i].client->name);
		pl_flow_text(&flow, "format", inputs->pinfiles[i]->format->name);
		pl_flow_end(&flow);
		pl_buf_putc(s->out, '\n');
		free(path);
	}
}

static void put_texts(const struct saving *s, const char *key, const char *const *texts, size_t n,
		      bool files)
{
	struct pl_flow list;

	if (n == 0)
		return;
	pl_buf_printf(s->out, "  %s: ", key);
	list = pl_flow_list(s->out);
	for (size_t i = 0; i < n; i++) {
		if (files)
			put_file(s, &list, texts[i]);
		else
			pl_flow_text(&list, NULL, texts[i]);
	}
	pl_flow_end(&list);
	pl_buf_putc(s->out, '\n');
}

static void put_labels(const struct saving *s)
{
	const struct pl_shadow_input *input = s->of->input;
	struct pl_flow map;

	if (input->n_labels == 0)
		return;
	pl_buf_puts(s->out, "  labels: ");
	map = pl_flow_map(s->out);
	for (size_t i = 0; i < input->n_labels; i++)
		pl_flow_text(&map, input->labels[i].spelling, input->labels[i].what);
	pl_flow_end(&map);
	pl_buf_putc(s->out, '\n');
}

static void put_shadow(const struct saving *s)
{
	const struct pl_shadow_input *input = s->of->input;
	bool several = s->of->future.n > 1;

	pl_buf_puts(s->out, "shadow:                            # read again at every run\n");
	put_chains(s);
	put_pins(s);
	put_texts(s, "trust", s->files->trust, s->files->n_trust, true);
	put_texts(s, "hosts", s->files->hosts, s->files->n_hosts, false);
	put_labels(s);
	if (input->renew_key_said)
		pl_buf_printf(s->out, "  renew-key: %s\n",
			      input->renew_key == PL_KEY_SAME	? "same"
			      : input->renew_key == PL_KEY_NEW	? "new"
								: "backup");
	pl_buf_printf(s->out, "  future: %s\n", several ? "\"${future}\"" : "1");
	if (!several)
		return;
	pl_buf_puts(s->out, "sweep:                             # each of those who may issue next\n"
			    "  future: [");
	for (size_t i = 0; i < s->of->future.n; i++)
		pl_buf_printf(s->out, "%s\"%zu\"", i ? ", " : "", i + 1);
	pl_buf_puts(s->out, "]\n");
}

static void put_claim(const struct saving *s, const struct pl_lane *lane, int64_t at)
{
	struct pl_flow flow;

	pl_buf_puts(s->out, "  - ");
	flow = pl_flow_map(s->out);
	if (at == PL_TIME_NONE) {
		pl_flow_text(&flow, "never", "breaks");
	} else {
		pl_flow_date(&flow, "at", at);
	}
	pl_flow_text(&flow, "strategy", lane->strategy);
	pl_flow_text(&flow, "host", lane->host);
	if (at != PL_TIME_NONE)
		pl_flow_text(&flow, "verdict", "survives");
	pl_flow_end(&flow);
	pl_buf_putc(s->out, '\n');
}

static void put_remark(const struct saving *s, const struct pl_lane *lane)
{
	char date[PL_TIME_TEXT], *text;
	struct pl_buf line = PL_BUF_INIT;

	text = pl_asprintf("%s at %s is cut off on %s: %s (%s)", lane->strategy, lane->host,
			   pl_time_format_short(lane->at, date), lane->event,
			   pl_reason_info(lane->reason)->name);
	pl_text_safe(&line, text, strlen(text), 0);
	pl_buf_printf(s->out, "  # %s\n", pl_buf_str(&line));
	pl_buf_clear(&line);
	free(text);
}

/* What holds must go on holding; what is known to end is told, and held to its last second. */
static size_t put_lane(const struct saving *s, const struct pl_lane *lane)
{
	if (lane->at == PL_TIME_NONE) {
		put_claim(s, lane, PL_TIME_NONE);
		return 1;
	}
	put_remark(s, lane);
	if (lane->at <= s->of->input->at)
		return 0;
	put_claim(s, lane, s->of->input->at);
	if (lane->at - 1 > s->of->input->at)
		put_claim(s, lane, lane->at - 1);
	return 1 + (lane->at - 1 > s->of->input->at);
}

size_t pl_scenario_write_shadow(const struct pl_rehearsal *rehearsal,
				const struct pl_shadow_files *files, struct pl_buf *out)
{
	struct saving s = { .out = out, .of = rehearsal, .files = files };
	char date[PL_TIME_TEXT];
	size_t n = 0;

	pl_time_format_short(rehearsal->input->at, date);
	pl_buf_printf(out, "# Made by `pinlab rehearse` as of %s. It reads the chains and pin files "
		      "again at every\n# run: who breaks them sees it here.\n", date);
	pl_buf_puts(out, "pinlab: 1\n");
	pl_emit_line(out, "facts", pl_facts_edition(rehearsal->input->facts));
	pl_emit_line(out, "name", "One's own pins on one's own chains");
	pl_buf_puts(out, "tags: [shadow]\n");
	pl_buf_printf(out, "start: %s\n", date);
	put_shadow(&s);
	pl_buf_puts(out, "attacks: []\n");
	pl_emit_date(out, "until", rehearsal->future.until);
	pl_buf_puts(out, "expect:\n");
	for (size_t i = 0; i < rehearsal->runway.n; i++)
		n += put_lane(&s, &rehearsal->runway.lanes[i]);
	if (n == 0)
		pl_buf_puts(out, "  []\n");
	return n;
}
