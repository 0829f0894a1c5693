/* What is there to say about a backtest: of one build, and of what it all rests on? */
#include <config.h>

#include "report/backtest_parts.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pki/outline.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

#define CUTS_TOLD 4

const char *pl_length_short(int64_t seconds, char out[PL_LENGTH_TEXT])
{
	if (seconds < PL_DAY)
		snprintf(out, PL_LENGTH_TEXT, seconds == 0 ? "0d" : "<1d");
	else
		snprintf(out, PL_LENGTH_TEXT, "%lldd", (long long)(seconds / PL_DAY));
	return out;
}

const char *pl_day_text(int64_t time, char out[PL_DAY_TEXT])
{
	char full[PL_TIME_TEXT];

	pl_time_format(time, full);
	snprintf(out, PL_DAY_TEXT, "%.10s", full);
	return out;
}

/* Years beside days are hard to hold against each other: days, where there is one. */
static const char *length_words(int64_t seconds, char out[PL_DURATION_TEXT])
{
	if (seconds < PL_DAY)
		return pl_duration_words(seconds, out);
	snprintf(out, PL_DURATION_TEXT, "%lld day%s", (long long)(seconds / PL_DAY),
		 seconds / PL_DAY == 1 ? "" : "s");
	return out;
}

static int64_t gap_of(const struct pl_history *history)
{
	int64_t gap = 0;

	for (size_t i = 0; i < history->n_spans; i++) {
		if (history->mights[0].servings[i].past == SIZE_MAX)
			gap += history->spans[i].until - history->spans[i].from;
	}
	return gap;
}

void pl_backtest_headline(struct pl_buf *out, const struct pl_backtest *backtest)
{
	const struct pl_history *history = backtest->history;
	char from[PL_DAY_TEXT], until[PL_DAY_TEXT], gap[PL_DURATION_TEXT];
	int64_t unknown = gap_of(history);

	pl_buf_printf(out, "%s: %zu certificate%s, %s to %s, %zu days", history->host, history->n,
		      history->n == 1 ? "" : "s", pl_day_text(history->from, from),
		      pl_day_text(history->until, until), backtest->days);
	if (unknown > 0)
		pl_buf_printf(out, "; for %s of them no valid certificate is known",
			      length_words(unknown, gap));
}

static void put_pins(struct pl_buf *out, const struct pl_story *story)
{
	const struct pl_pinset *pins = NULL;
	char digest[PL_PIN_SHORT];

	for (size_t i = 0; !pins; i++)
		pins = story->pins[i];
	if (pins->n == 0) {
		pl_buf_puts(out, "no pin");
		return;
	}
	for (size_t i = 0; i < pins->n && i < 2; i++) {
		const struct pl_pin *pin = &pins->pins[i];

		pl_buf_printf(out, "%s%s", i ? ", " : "", pl_pin_short(pin, digest));
		if (pin->subject)
			pl_buf_printf(out, " of %s", pin->subject);
	}
	if (pins->n > 2)
		pl_buf_printf(out, " and %zu more", pins->n - 2);
}

/* Who was served when it began, and why that was refused. */
static void put_cause(struct pl_buf *out, const struct pl_backtest *backtest,
		      const struct pl_stretch *first)
{
	const struct pl_past *past = first->past == SIZE_MAX ? NULL : &backtest->history->pasts[first->past];
	char digest[PL_PIN_SHORT], day[PL_DAY_TEXT];

	if (!past || !first->outcome)
		return;
	pl_buf_printf(out, ": %s, ", pl_reason_info(first->outcome->reason)->name);
	if (past->cert->unknown & PL_UNKNOWN_SPKI)
		pl_buf_puts(out, "the certificate");
	else
		pl_buf_printf(out, "the key %s", pl_digest_short(past->cert->spki_sha256, digest));
	pl_buf_printf(out, " of %s", pl_day_text(past->cert->not_before, day));
	if (past->ways[0].path.n > 1)
		pl_buf_printf(out, " from %s", pl_cert_label(past->ways[0].path.certs[1]));
}

static void put_cut(struct pl_buf *out, const struct pl_backtest *backtest,
		    const struct pl_cut_off *cut)
{
	char from[PL_DAY_TEXT], until[PL_DAY_TEXT], length[PL_DURATION_TEXT];

	pl_buf_printf(out, "from %s ", pl_day_text(cut->from, from));
	if (cut->open)
		pl_buf_puts(out, "on, ");
	else
		pl_buf_printf(out, "to %s, ", pl_day_text(cut->until, until));
	pl_buf_puts(out, length_words(cut->until - cut->from, length));
	if (cut->known < cut->until - cut->from)
		pl_buf_printf(out, " (for %s of them nothing is known)",
			      length_words(cut->until - cut->from - cut->known, length));
	put_cause(out, backtest, cut->first);
}

static void put_cuts(struct pl_buf *out, const struct pl_backtest *backtest,
		     const struct pl_fate *fate)
{
	struct pl_cut_off *cuts;
	char length[PL_DURATION_TEXT];
	size_t n;

	pl_fate_cut_offs(fate, &cuts, &n);
	if (n == 1)
		pl_buf_puts(out, "cut off once, ");
	else
		pl_buf_printf(out, "cut off %zu times, for %s in all: ", n, length_words(fate->cut_for, length));
	for (size_t i = 0; i < n && i < CUTS_TOLD; i++) {
		pl_buf_puts(out, i ? "; " : "");
		put_cut(out, backtest, &cuts[i]);
	}
	if (n > CUTS_TOLD)
		pl_buf_printf(out, "; and %zu more times", n - CUTS_TOLD);
	free(cuts);
}

static void put_doubt(struct pl_buf *out, const struct pl_fate *fate)
{
	const char *why = fate->doubt_lot == PL_LOT_DEPENDS
				  ? "it depends on what the server sent, which is not known"
				  : "what decides is not known of the certificates";
	char day[PL_DAY_TEXT];

	if (fate->doubt == PL_TIME_NONE)
		return;
	pl_buf_printf(out, "%s from %s on: %s",
		      fate->first_cut == PL_TIME_NONE ? "in doubt" : "; besides, in doubt at times",
		      pl_day_text(fate->doubt, day), why);
}

void pl_backtest_sentence(struct pl_buf *out, const struct pl_backtest *backtest,
			  const struct pl_backtest_row *row)
{
	const struct pl_subject *subject = row->subject;
	int64_t build = pl_backtest_day(backtest, 0);
	struct pl_fate fate;
	char day[PL_DAY_TEXT];

	pl_buf_printf(out, "%s, built on %s", subject->name, pl_day_text(build, day));
	if (!pl_backtest_fate(backtest, row, build, &fate)) {
		pl_buf_printf(out, ": not known what it would have pinned; %s.",
			      fate.story ? fate.story->why_not : "nothing is known of that day");
		return;
	}
	pl_buf_puts(out, " (");
	put_pins(out, fate.story);
	pl_buf_puts(out, "): ");
	if (fate.first_cut != PL_TIME_NONE)
		put_cuts(out, backtest, &fate);
	else if (fate.doubt == PL_TIME_NONE)
		pl_buf_puts(out, fate.open ? "its pins never count" : "never cut off");
	put_doubt(out, &fate);
	if (subject->note)
		pl_buf_printf(out, "; %s", subject->note);
	pl_buf_putc(out, '.');
}

static void say(struct pl_sentences *out, const char *fmt, ...) PL_PRINTF(2, 3);

static void say(struct pl_sentences *out, const char *fmt, ...)
{
	va_list args;
	char *text;

	va_start(args, fmt);
	if (vasprintf(&text, fmt, args) < 0)
		text = pl_strdup(fmt);
	va_end(args);
	*PL_PUSH(out->items, out->n, out->cap) = text;
}

/* What the certificates themselves do not tell. */
struct lacks {
	size_t leaf_digest, leaf_key, precertificates, by_name, no_issuer, no_root, unserved;
	const char *top;  /* above which a root is missing */
	const char *id;   /* of one whose bytes are missing */
};

static bool is_served(const struct pl_history *history, size_t past)
{
	for (size_t i = 0; i < history->n_mights; i++) {
		for (size_t j = 0; j < history->n_spans; j++) {
			if (history->mights[i].servings[j].past == past)
				return true;
		}
	}
	return false;
}

static void count_past(const struct pl_past *past, struct lacks *out)
{
	const struct pl_path *path = &past->ways[0].path;

	out->leaf_digest += (past->cert->unknown & PL_UNKNOWN_CERTIFICATE) != 0;
	out->precertificates += past->precertificate;
	out->by_name += past->by_name;
	if (past->cert->unknown & PL_UNKNOWN_SPKI) {
		out->leaf_key++;
		out->id = past->id ? past->id : out->id;
	}
	if (path->n > 1 && path->certs[1]->unknown & PL_UNKNOWN_SPKI) {
		out->no_issuer++;
	} else if (path->certs[path->n - 1]->unknown & PL_UNKNOWN_SPKI) {
		out->no_root++;
		out->top = pl_cert_label(path->certs[path->n - 2]);
	}
}

static void say_lacks(const struct pl_history *history, struct pl_sentences *out)
{
	struct lacks lacks = { 0 };

	for (size_t i = 0; i < history->n; i++) {
		count_past(&history->pasts[i], &lacks);
		lacks.unserved += !is_served(history, i);
	}
	if (lacks.leaf_key > 0)
		say(out, "Of %zu certificates the key's digest is not known, so nothing can be said of pins "
			 "on the host's own key. Fetch them and give the folder: curl -o past/%s.pem "
			 "'https://crt.sh/?d=%s', for each id.", lacks.leaf_key, lacks.id ? lacks.id : "ID",
		    lacks.id ? lacks.id : "ID");
	else if (lacks.leaf_digest > 0)
		say(out, "Of %zu certificates the digest of the whole is not known%s, so nothing can be said "
			 "of pins on whole certificates.", lacks.leaf_digest,
		    lacks.precertificates ? " (their precertificates are at hand, which no client sees)" : "");
	if (lacks.no_issuer > 0)
		say(out, "Who issued %zu certificates is not at hand: give a file with the intermediates besides.",
		    lacks.no_issuer);
	if (lacks.no_root > 0)
		say(out, "The roots above %zu certificates (what is above %s, for one) are not at hand: give them "
			 "with --trust, a file or a folder.", lacks.no_root, lacks.top);
	if (lacks.by_name > 0)
		say(out, "The issuers of %zu certificates were found by their names alone.", lacks.by_name);
	if (lacks.unserved > 0)
		say(out, "%zu certificates are taken to have been served to nobody, as a newer one began "
			 "before or with them.", lacks.unserved);
}

static void say_mights(const struct pl_history *history, struct pl_sentences *out)
{
	struct pl_buf words = PL_BUF_INIT;

	for (size_t i = 0; i < history->n_mights; i++)
		pl_buf_printf(&words, "%s%s", i ? "; " : "", history->mights[i].words);
	if (history->n_mights > 1)
		say(out, "What was served may have been several ways, and each is tried: %s. Where they differ, "
			 "the verdict is not known.", pl_buf_str(&words));
	pl_buf_clear(&words);
}

static void say_input(const struct pl_history *history, struct pl_sentences *out)
{
	if (!history->host_given)
		say(out, "The host is the name that most certificates cover; --host NAME takes another.");
	if (history->others > 0)
		say(out, "%zu certificates do not cover %s and are left out.", history->others,
		    history->host);
	if (history->not_servers > 0)
		say(out, "%zu certificates are not for servers and are left out.", history->not_servers);
	if (history->told > history->n + history->others)
		say(out, "%zu entries told of a certificate twice, most of them by its precertificate, and "
			 "were joined.", history->told - history->n - history->others);
}

void pl_backtest_grounds(const struct pl_backtest *backtest, struct pl_sentences *out)
{
	const struct pl_history *history = backtest->history;
	char until[PL_DAY_TEXT];

	say(out, "Assumed: the newest valid certificate was served, from its notBefore on. When none that is "
		 "valid is known, nothing is said.");
	say(out, "Assumed: devices trust the roots at hand all the time, and an app is built at 00:00 UTC.");
	say_mights(history, out);
	say_input(history, out);
	say_lacks(history, out);
	say(out, "Nothing is told beyond %s, where what is known ends.", pl_day_text(history->until, until));
}

void pl_sentences_clear(struct pl_sentences *sentences)
{
	for (size_t i = 0; i < sentences->n; i++)
		free(sentences->items[i]);
	free(sentences->items);
	*sentences = (struct pl_sentences){ 0 };
}
