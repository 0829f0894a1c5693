/* `pinlab serve`: the hosts of a scenario's step on loopback, for real apps to connect to. */
#include <config.h>

#include "cli/commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/serve.h"
#include "cli/settings.h"
#include "util/cleanup.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

void pl_serving_put(struct pl_serving *serving, struct pl_buf *text)
{
	fwrite(pl_buf_str(text), 1, text->len, stdout);
	pl_buf_clear(text);
	if ((fflush(stdout) != 0 || ferror(stdout)) && serving->serve)
		pl_serve_stop(serving->serve);
}

const struct pl_step *pl_serving_step(const struct pl_serving *serving)
{
	return serving->run->steps[serving->step];
}

void pl_serving_step_words(const struct pl_serving *serving, size_t step, struct pl_buf *out)
{
	const char *title = serving->run->steps[step]->title;

	pl_buf_printf(out, "step %zu (", step);
	pl_style_text(&serving->args->out, out, title ? title : "start");
	pl_buf_putc(out, ')');
}

const struct pl_site *pl_serving_site(struct pl_serving *serving, size_t at, size_t step,
				      struct pl_error *err)
{
	struct pl_serving_place *place = &serving->places[at];
	struct pl_site *site = &place->sites[step];

	if (site->faces ||
	    pl_site_make(serving->run, serving->run->steps[step], place->kind, place->attack, site,
			 err))
		return site;
	pl_site_clear(site);
	return NULL;
}

const struct pl_site *pl_serving_site_of(const struct pl_serving *serving, size_t at,
					 const struct pl_tls_faces *faces)
{
	const struct pl_serving_place *place = &serving->places[at];

	for (size_t step = 0; place->sites && step < serving->run->n_steps; step++) {
		if (place->sites[step].faces == faces)
			return &place->sites[step];
	}
	return NULL;
}

static struct pl_serving_place *add_place(struct pl_serving *serving, const char *name,
					  enum pl_site_kind kind)
{
	struct pl_serving_place *place = &serving->places[serving->n_places++];

	*place = (struct pl_serving_place){
		.name = name,
		.kind = kind,
		.sites = pl_calloc(serving->run->n_steps, sizeof(*place->sites)),
	};
	return place;
}

static const struct pl_attack *find_attack(const char *word, struct pl_error *err)
{
	const struct pl_attack *attack = pl_attack_find(word);
	const char **names;
	size_t n;

	if (attack)
		return attack;
	names = pl_calloc(64, sizeof(*names));
	for (size_t i = 0; i < 64 && pl_attacks(&n) && i < n; i++)
		names[i] = pl_attacks(&n)[i]->name;
	pl_cli_unknown("attack", word, names, n < 64 ? n : 64, err);
	free(names);
	return NULL;
}

/* Each attacker on a port of his own, or one of them in place of the hosts. */
static bool add_attackers(struct pl_serving *serving, struct pl_error *err)
{
	char **words = pl_args_words(serving->args, "attack");
	bool in_place = pl_args_has(serving->args, "in-place"), ok = true;

	for (size_t i = 0; ok && words && words[i]; i++) {
		const struct pl_attack *attack = find_attack(words[i], err);

		if (!attack)
			ok = false;
		else if (in_place && i > 0)
			ok = pl_error_usage(err, "--in-place takes one --attack: one answers there");
		else if (serving->n_places + 1 >= PL_SERVE_PLACES_MAX)
			ok = pl_error_usage(err, "--attack is given too often; %d ports is the most",
					    PL_SERVE_PLACES_MAX);
		else if (in_place)
			serving->places[0].attack = attack;
		else
			add_place(serving, attack->name, PL_SITE_ATTACK)->attack = attack;
	}
	pl_words_free(words);
	if (ok && in_place && !serving->places[0].attack)
		return pl_error_usage(err, "--in-place says where an attacker answers; name him with "
					   "--attack");
	return ok;
}

/* The same ones at every step, so that ports stay what they are. */
static bool choose_places(struct pl_serving *serving, struct pl_error *err)
{
	bool twins = false;

	add_place(serving, "hosts", PL_SITE_HOSTS);
	add_place(serving, "control", PL_SITE_CONTROL);
	for (size_t i = 0; i < serving->run->n_steps && !twins; i++)
		twins = pl_site_has(serving->run->steps[i], PL_SITE_PRIVATE);
	if (twins)
		add_place(serving, "private-ca", PL_SITE_PRIVATE);
	if (!add_attackers(serving, err))
		return false;
	add_place(serving, "reports", PL_SITE_HOSTS)->reports = true;
	return true;
}

static bool check_control(struct pl_serving *serving, struct pl_error *err)
{
	const struct pl_row *row = pl_site_control_fails(serving->run, pl_serving_step(serving),
							 &serving->places[1].sites[serving->step]);

	return !row ||
	       pl_error_input(err, (struct pl_pos){ .file = serving->args->operands[0] },
			      "%s pins the lab's own extra operator, so the control would be let in; "
			      "take that pin out", row->id);
}

static bool read_port(const struct pl_args *args, size_t places, int *out, struct pl_error *err)
{
	const char *word = pl_args_value(args, "port");
	uint64_t port;

	if (word && (strchr(word, ':') || strchr(word, '.')))
		return pl_error_usage(err, "--port is a number, not '%s': nothing but loopback is ever "
					   "served, so there is no address to choose", word);
	if (!pl_args_number(args, "port", 0, 65535, 0, &port, err))
		return false;
	*out = (int)port;
	return port == 0 || port + places - 1 <= 65535 ||
	       pl_error_usage(err, "--port %d leaves no room: %zu ports from there on are needed",
			      *out, places);
}

static bool read_duration(const struct pl_args *args, const char *option, int64_t *ms,
			  struct pl_error *err)
{
	const char *word = pl_args_value(args, option), *why;
	int64_t seconds;

	if (!word)
		return true;
	if (!pl_duration_parse(word, &seconds, &why))
		return pl_error_usage(err, "--%s takes a duration like 10s or 5m, not '%s': %s",
				      option, word, why);
	if (seconds < 1 || seconds > PL_DAY)
		return pl_error_usage(err, "--%s is from 1s to 1d, not '%s'", option, word);
	*ms = seconds * 1000;
	return true;
}

static bool read_limits(const struct pl_args *args, struct pl_serve_limits *out,
			struct pl_error *err)
{
	int64_t ms = pl_serve_limits_standard.times.request;

	*out = pl_serve_limits_standard;
	if (!read_duration(args, "timeout", &ms, err))
		return false;
	out->times.handshake = out->times.request = out->times.answer = ms;
	return true;
}

static void on_end(const struct pl_visit_view *view, enum pl_visit_end end, void *arg)
{
	pl_serving_tell(arg, view, end);
}

static void on_trouble(const char *what, void *arg)
{
	pl_serving_tell_trouble(arg, what);
}

/* A shell's background job that reads its terminal is stopped; without one there is nobody to ask. */
static bool has_keyboard(void)
{
	return !isatty(STDIN_FILENO) || tcgetpgrp(STDIN_FILENO) == getpgrp();
}

static bool open_places(struct pl_serving *serving, struct pl_error *err)
{
	struct pl_serve_place places[PL_SERVE_PLACES_MAX];
	struct pl_serve_owner owner = {
		.answer = pl_serving_answer,
		.ended = on_end,
		.trouble = on_trouble,
		.watched = pl_serving_read_keys,
		.ticked = pl_serving_advance,
		.arg = serving,
		.watch = serving->follow && has_keyboard() ? STDIN_FILENO : -1,
	};
	struct pl_serve_limits limits;
	int port = 0;

	if (!read_port(serving->args, serving->n_places, &port, err) ||
	    !read_limits(serving->args, &limits, err) ||
	    !read_duration(serving->args, "every", &owner.every, err))
		return false;
	for (size_t i = 0; i < serving->n_places; i++) {
		const struct pl_site *site = NULL;

		if (!serving->places[i].reports &&
		    !(site = pl_serving_site(serving, i, serving->step, err)))
			return false;
		places[i] = (struct pl_serve_place){
			.port = port ? port + (int)i : 0,
			.faces = site ? site->faces : NULL,
		};
	}
	if (!check_control(serving, err))
		return false;
	serving->serve = pl_serve_open(places, serving->n_places, &owner, &limits, err);
	return serving->serve;
}

static bool begin(struct pl_serving *serving, struct pl_error *err)
{
	if (!choose_places(serving, err) || !open_places(serving, err))
		return false;
	return !serving->dir || pl_serving_write(serving, err);
}

static void close_places(struct pl_serving *serving)
{
	if (serving->serve)
		pl_serve_free(serving->serve);
	while (serving->n_places > 0) {
		struct pl_serving_place *place = &serving->places[--serving->n_places];

		for (size_t i = 0; i < serving->run->n_steps; i++)
			pl_site_clear(&place->sites[i]);
		free(place->sites);
	}
}

static bool follows(const struct pl_args *args)
{
	return pl_args_has(args, "follow") || pl_args_has(args, "every");
}

static int serve_run(const struct pl_args *args, const struct pl_cli_run *run, size_t step,
		     int64_t shifted, struct pl_error *err)
{
	struct pl_serving serving = {
		.args = args,
		.run = run->run,
		.step = step,
		.shifted = shifted,
		.dir = pl_args_value(args, "write"),
		.json = pl_args_has(args, "json"),
		.follow = follows(args),
		.today = args->today,
		.err = err,
	};
	bool taken;

	/* A signal ends the loop first, so that those who are connected hear of it. */
	pl_cleanup_hold();
	if (begin(&serving, err)) {
		struct pl_buf out = PL_BUF_INIT;

		pl_serving_intro(&serving, &out);
		pl_serving_put(&serving, &out);
		if (pl_serve_run(serving.serve, err))
			pl_serving_tell_end(&serving);
	}
	taken = serving.control_taken > 0;
	close_places(&serving);
	pl_cleanup_release();
	return taken ? 1 : 0;
}

static int run_serve(const struct pl_args *args, struct pl_error *err)
{
	const char *word = pl_args_value(args, "step");
	struct pl_cli_run run = { 0 };
	int64_t shifted = 0;
	size_t step = 0;
	int code = 0;

	if (pl_cli_run(args, args->operands[0], PL_ENGINE_VERIFY, &run, err) &&
	    (!word || pl_cli_step(run.run, word, &step, err)) &&
	    (!pl_args_has(args, "now") ||
	     pl_serving_move(&run, step, follows(args), args->today, &shifted, err)))
		code = serve_run(args, &run, step, shifted, err);
	pl_cli_run_clear(&run);
	return code;
}

static const struct pl_option options[] = {
	{ .name = "step", .argument = "N", .help = "a step's number or id, or last (default: the start)" },
	{ .name = "follow", .help = "goes on with the scenario: Enter next, p back, q end" },
	{ .name = "every", .argument = "TIME", .help = "goes on by itself, like 30s; means --follow" },
	{ .name = "attack", .argument = "NAME", .repeats = true,
	  .help = "this attacker answers too, on a port of his own" },
	{ .name = "in-place", .help = "the attacker answers on the hosts' port instead" },
	{ .name = "port", .argument = "BASE", .help = "the first port; 0 (default): any that are free" },
	{ .name = "write", .argument = "DIR", .help = "writes the anchors that the device is to trust" },
	{ .name = "now", .help = "moves the scenario's dates so that the step is at the real present" },
	{ .name = "timeout", .argument = "TIME", .help = "for each part of a connection (default 10s)" },
	{ .name = "json", .help = "one JSON object a line" },
	PL_OPTION_SET,
	PL_OPTION_VARIANT,
};

const struct pl_command pl_command_serve = {
	.name = "serve",
	.operands = "SCENARIO",
	.summary = "serves a step's hosts on loopback, for a real app to connect to",
	.example = "pinlab serve rotation.yaml --follow --write anchors --attack own-ca",
	.exits = "1: a client took the control's chain, which no pin matches",
	.options = options,
	.n_options = PL_ARRAY_LEN(options),
	.least = 1,
	.most = 1,
	.run = run_serve,
};
