/* What becomes of one probe: does this client reach, or fall for, whoever answers? */
#include <config.h>

#include "lab/judge.h"

#include <stdio.h>
#include <string.h>

#include "lab/judge/judgement.h"
#include "pki/tls.h"
#include "util/time.h"

bool pl_row_is_private(const struct pl_row *row)
{
	return row->strategy->kind && row->strategy->kind->flags & PL_STRATEGY_PRIVATE_CA;
}

bool pl_row_accepts_all(const struct pl_row *row)
{
	return row->strategy->kind && row->strategy->kind->flags & PL_STRATEGY_ACCEPT_ALL;
}

static const enum pl_reason reason_of_pins[] = {
	[PL_PINS_MATCH] = PL_REASON_PIN_MATCH,
	[PL_PINS_MISMATCH] = PL_REASON_PIN_MISMATCH,
	[PL_PINS_NONE] = PL_REASON_NO_PINS,
	[PL_PINS_NOT_COVERED] = PL_REASON_HOST_NOT_COVERED,
	[PL_PINS_EXPIRED] = PL_REASON_PINS_EXPIRED,
	[PL_PINS_STALE] = PL_REASON_LIST_STALE,
	[PL_PINS_BYPASSED] = PL_REASON_PINS_BYPASSED,
	[PL_PINS_UNSUPPORTED] = PL_REASON_UNSUPPORTED_KEY,
	[PL_PINS_REPORT_ONLY] = PL_REASON_REPORT_ONLY,
	[PL_PINS_INVALID] = PL_REASON_PINS_INVALID,
};

/* What the app remembers may have the last word about its pins. */
static enum pl_reason reason_of(const struct pl_judgement *j)
{
	enum pl_reason reason = reason_of_pins[j->pins.result];

	if (j->memory.instead != PL_REASONS)
		return j->memory.instead;
	if (reason == PL_REASON_PIN_MISMATCH && j->memory.takes_new)
		return PL_REASON_FIRST_USE;
	return reason;
}

static bool looked_at_pins(enum pl_pin_result result)
{
	return result == PL_PINS_MATCH || result == PL_PINS_MISMATCH ||
	       result == PL_PINS_REPORT_ONLY;
}

/* The client's own limit counts only once it walks the path for its pins. */
static bool is_too_long(const struct pl_judgement *j)
{
	size_t max = j->probe->row->client->chain.max_path;

	return max > 0 && j->compared && j->compared->n > max && looked_at_pins(j->pins.result);
}

static bool accepts(const struct pl_judgement *j)
{
	return pl_reason_accepts(reason_of(j)) && !is_too_long(j);
}

static bool is_same_path(const struct pl_path *a, const struct pl_path *b)
{
	return a->n == b->n && memcmp(a->certs, b->certs, a->n * sizeof(*a->certs)) == 0;
}

/* The chain that the client cleans for itself, memoised; the chosen path where it does not. */
static bool clean(struct pl_judgement *j)
{
	struct pl_view view = j->view;
	const struct pl_paths *paths;

	j->compared = j->path.path;
	if (!j->compared || !j->probe->row->client->chain.cleans)
		return true;
	view.order = PL_ORDER_SHORTEST;
	paths = pl_view_paths(&view, j->probe->presented, j->err);
	if (!paths)
		return false;
	for (size_t i = 0; i < paths->n; i++) {
		if (!pl_view_considers(&view, &paths->items[i]))
			continue;
		if (!is_same_path(&paths->items[i], j->compared))
			j->compared = &paths->items[i];
		return true;
	}
	return true;
}

/* All but the path. */
static struct pl_pin_question question_of(const struct pl_judgement *j)
{
	return (struct pl_pin_question){
		.set = j->memory.pins,
		.host = j->view.host,
		.presented = j->probe->presented,
		.now = j->view.clock,
		.zone = j->view.device->zone,
		.usages = j->usages,
	};
}

bool pl_judgement_is_pinned(const struct pl_judgement *j)
{
	struct pl_pin_question question = question_of(j);
	struct pl_pin_answer answer;

	pl_client_compare(j->probe->row->client, &question, &answer);
	return answer.result == PL_PINS_MATCH || answer.result == PL_PINS_MISMATCH ||
	       answer.result == PL_PINS_REPORT_ONLY;
}

bool pl_judgement_compare(struct pl_judgement *j)
{
	struct pl_pin_question question = question_of(j);

	if (!clean(j))
		return false;
	question.path = j->compared;
	question.local_anchor = j->compared && pl_view_is_local(&j->view, j->compared);
	pl_client_compare(j->probe->row->client, &question, &j->pins);
	return true;
}

/*
 * Walks the paths that the device considers, in policy order, and ends at the
 * first that it accepts. With until-pinned a path without a pin is as good as
 * none, as in Firefox, where pins are part of path building.
 */
bool pl_judgement_walk(struct pl_judgement *j)
{
	const struct pl_paths *paths = pl_view_paths(&j->view, j->probe->presented, j->err);
	bool needs_pin = j->probe->row->client->chain.needs_pin;
	enum pl_retry retry = needs_pin ? PL_RETRY_UNTIL_PINNED : j->view.device->retry;
	const struct pl_path *failed = NULL, *unpinned = NULL;

	if (!paths)
		return false;
	for (size_t i = 0; i < paths->n; i++) {
		const struct pl_path *path = &paths->items[i];

		if (!pl_view_considers(&j->view, path))
			continue;
		pl_view_judge(&j->view, path, &j->path);
		if (j->path.fault == PL_REASON_NONE) {
			if (!pl_judgement_compare(j))
				return false;
			if (retry != PL_RETRY_UNTIL_PINNED || accepts(j))
				return true;
			unpinned = unpinned ? unpinned : path;
			continue;
		}
		failed = failed ? failed : path;
		if (!pl_retry_goes_on(retry, j->path.fault))
			break;
	}
	if (!unpinned && !failed && paths->n > 0)
		failed = &paths->items[0];
	if (!unpinned && !failed) {
		pl_view_none(paths, &j->path);
		return true;
	}
	pl_view_judge(&j->view, unpinned ? unpinned : failed, &j->path);
	return !unpinned || pl_judgement_compare(j);
}

void pl_judgement_refuse(struct pl_judgement *j, enum pl_reason reason,
			 const struct pl_cert *about, const char *detail)
{
	j->out.reason = reason;
	j->out.about = about;
	j->out.detail = detail && *detail ? detail : NULL;
}

static const struct pl_cert *leaf_of(const struct pl_judgement *j)
{
	return j->probe->presented->n > 0 ? j->probe->presented->certs[0] : NULL;
}

static void say_too_long(struct pl_judgement *j)
{
	const struct pl_client *client = j->probe->row->client;

	snprintf(j->words, sizeof(j->words), "%s takes at most %zu certificates, this path has %zu",
		 client->name, client->chain.max_path, j->compared->n);
	pl_judgement_refuse(j, PL_REASON_PATH_TOO_LONG, leaf_of(j), j->words);
}

/* The path that is shown is the one that the pins met; what the device took is said. */
static void say_cleaned(struct pl_judgement *j)
{
	const struct pl_path *taken = j->path.path;

	j->out.path = j->compared;
	if (j->out.detail)
		return;
	snprintf(j->words, sizeof(j->words),
		 "%.20s cleans the chain itself; the device's own path ends at %.50s",
		 j->probe->row->client->name, pl_cert_label(taken->certs[taken->n - 1]));
	j->out.detail = j->words;
}

static void say_pins(struct pl_judgement *j)
{
	enum pl_pin_result result = j->pins.result;

	pl_judgement_refuse(j, reason_of(j), leaf_of(j),
			    j->memory.detail ? j->memory.detail : j->pins.detail);
	if (j->memory.instead != PL_REASONS)
		return;
	if (j->compared != j->path.path && looked_at_pins(result))
		say_cleaned(j);
	j->out.enforced = j->out.reason == PL_REASON_PIN_MATCH ||
			  j->out.reason == PL_REASON_PIN_MISMATCH;
	if (result != PL_PINS_MATCH)
		return;
	j->out.pin = j->pins.pin;
	j->out.matched = j->out.about = j->pins.cert;
}

/* The reasons in the order in which the first one is reported. */
void pl_judgement_decide(struct pl_judgement *j)
{
	struct pl_pin_answer load;

	j->out.path = j->path.path;
	j->out.notes = j->path.notes;
	j->out.chain = j->path.fault == PL_REASON_NONE ? PL_CHAIN_VALID : PL_CHAIN_FAULT;
	j->out.chain_fault = j->path.fault;
	if (!pl_client_loads(j->probe->row->client, j->memory.pins, &load)) {
		j->pins = load;
		pl_judgement_refuse(j, PL_REASON_PINS_INVALID, NULL, j->pins.detail);
	} else if (j->path.fault != PL_REASON_NONE) {
		pl_judgement_refuse(j, j->path.fault, j->path.about, j->path.detail);
	} else if (!j->possesses) {
		pl_judgement_refuse(j, PL_REASON_HANDSHAKE_FAILED, leaf_of(j), NULL);
	} else if (is_too_long(j)) {
		say_too_long(j);
	} else {
		say_pins(j);
	}
}

/* Clients that never look at the chain: the control, and whatever has checks off. */
bool pl_judgement_decide_unchecked(struct pl_judgement *j)
{
	j->out.chain = PL_CHAIN_UNCHECKED;
	j->out.chain_fault = PL_REASON_NONE;
	if (!j->possesses) {
		pl_judgement_refuse(j, PL_REASON_HANDSHAKE_FAILED, leaf_of(j), NULL);
		return true;
	}
	if (!pl_judgement_compare(j))
		return false;
	say_pins(j);
	return true;
}

static bool is_breaking_pin(enum pl_reason reason)
{
	return reason == PL_REASON_PINS_INVALID || reason == PL_REASON_PIN_MISMATCH ||
	       reason == PL_REASON_LIST_STALE || reason == PL_REASON_UNSUPPORTED_KEY;
}

static enum pl_state honest_state(const struct pl_outcome *out)
{
	switch (out->reason) {
	case PL_REASON_PIN_MATCH:
		return out->pin->backup ? PL_STATE_ON_BACKUP : PL_STATE_SURVIVES;
	case PL_REASON_FIRST_USE:
	case PL_REASON_NO_PINS:
		return PL_STATE_SURVIVES;
	case PL_REASON_HOST_NOT_COVERED:
	case PL_REASON_PINS_EXPIRED:
	case PL_REASON_PINS_BYPASSED:
	case PL_REASON_REPORT_ONLY:
		return PL_STATE_UNENFORCED;
	default:
		return is_breaking_pin(out->reason) ? PL_STATE_BREAKS_PIN : PL_STATE_BREAKS_CHAIN;
	}
}

static enum pl_state attack_state(const struct pl_outcome *out)
{
	return pl_reason_accepts(out->reason) ? PL_STATE_INTERCEPTED : PL_STATE_BLOCKED;
}

static bool judge_chain(struct pl_judgement *j)
{
	const struct pl_row *row = j->probe->row;

	if (pl_row_accepts_all(row))
		return pl_judgement_decide_unchecked(j);
	switch (j->memory.pins->n > 0 ? row->client->chain.rule : PL_CHAIN_FIRST) {
	case PL_CHAIN_IGNORED: return pl_judgement_decide_unchecked(j);
	case PL_CHAIN_PINNED:
	case PL_CHAIN_TWICE: return pl_judge_anchored(j);
	case PL_CHAIN_BY_USAGE: return pl_judge_dane(j);
	default: break;
	}
	if (!pl_judgement_walk(j))
		return false;
	pl_judgement_decide(j);
	return true;
}

/* The chain that GnuTLS delivered takes the place of the one that was sent: equal bytes, one
 * object. */
struct delivery {
	struct pl_judgement *judgement;
	bool judged;
};

static bool verify(const struct pl_chain *presented, struct pl_bytes staple, void *arg)
{
	struct delivery *delivery = arg;
	struct pl_judgement *j = delivery->judgement;
	struct pl_probe probe = *j->probe;
	const struct pl_probe *sent = j->probe;

	if (presented->n > 0)
		j->view.staple = pl_status_read(j->view.world, presented->certs[0], staple);
	probe.presented = pl_engine_chain(j->engine, (struct pl_cert *const *)presented->certs,
					  presented->n);
	j->out.presented = probe.presented;
	j->probe = &probe;
	delivery->judged = judge_chain(j);
	j->probe = sent;
	return delivery->judged && pl_reason_accepts(j->out.reason);
}

/*
 * The second engine: a real handshake delivers the chain and proves possession.
 * A server that cannot prove it is refused before the client's own checks run;
 * those are then made on what was sent, so that the first fault is reported as ever.
 */
static bool shake_hands(struct pl_judgement *j)
{
	const struct pl_probe *probe = j->probe;
	struct delivery delivery = { .judgement = j };
	struct pl_tls_server server = {
		.chain = probe->presented,
		.key = (struct pl_key *)probe->key,
	};
	struct pl_tls_result result;

	j->possesses = true;
	if (!pl_engine_ocsp(j->engine, j->view.world, probe->presented->certs[0], &j->view.staple,
			    &server.staple, j->err))
		return false;
	if (!pl_tls_handshake(pl_engine_pki(j->engine), &server, j->view.host, j->view.clock,
			      verify, &delivery, &result, j->err))
		return false;
	if (result.verify_asked)
		return delivery.judged;
	j->possesses = !result.possession_failed;
	if (j->possesses)
		return pl_error_environment(j->err, NULL, "the handshake for %s ended before the "
					    "certificate was looked at: %s", j->view.host,
					    result.reason);
	return judge_chain(j);
}

bool pl_probe_possesses(const struct pl_probe *probe)
{
	const struct pl_chain *presented = probe->presented;

	if (!probe->key || presented->n == 0)
		return true;
	return memcmp(pl_key_spki_sha256(probe->key), presented->certs[0]->spki_sha256, 32) == 0;
}

/* What was refused before the pins rests on the rules for the chain alone. */
static unsigned axes_of(const struct pl_judgement *j)
{
	bool by_pins = j->out.reason == reason_of(j);

	return (by_pins ? j->pins.axes : 0) | PL_AXIS(PL_AXIS_CHAIN);
}

const struct pl_outcome *pl_judge(struct pl_engine *engine, const struct pl_probe *probe,
				  struct pl_error *err)
{
	struct pl_judgement j;
	bool ok;

	if (pl_row_is_private(probe->row) && !probe->host->twin_root) {
		pl_error_input(err, (struct pl_pos){ 0 }, "%s: %s is not under a private CA",
			       probe->row->id, probe->host->id);
		return NULL;
	}
	j.engine = engine;
	j.probe = probe;
	j.err = err;
	j.path.path = NULL;
	j.compared = NULL;
	j.usages = 0;
	j.pins = (struct pl_pin_answer){ .result = PL_PINS_NONE };
	j.out = (struct pl_outcome){
		.presented = probe->presented,
		.detected_after = PL_TIME_NONE,
	};
	if (probe->attack)
		pl_row_memory_attacked(probe->world, probe->row, probe->late_clock, &j.memory);
	else
		pl_row_memory(probe->world, probe->row, &j.memory);
	if (probe->forged)
		j.memory = (struct pl_memory){ .pins = probe->forged, .instead = PL_REASONS };
	pl_view_init(&j.view, engine, probe->world, probe->row, probe->host, probe->device,
		     probe->user_root);
	j.view.dating = probe->dating;
	j.view.vouched = probe->vouched;
	j.view.any_name = probe->row->client->chain.pin_replaces_name && j.memory.pins->n > 0;
	if (probe->late_clock)
		pl_view_set_late(&j.view, probe->row);
	j.view.attacked = probe->attack;
	pl_view_staple(&j.view, probe->presented);
	if (pl_engine_mode(engine) == PL_ENGINE_HANDSHAKE && probe->key &&
	    probe->presented->n > 0) {
		ok = shake_hands(&j);
	} else {
		j.possesses = pl_probe_possesses(probe);
		ok = judge_chain(&j);
	}
	if (!ok)
		return NULL;
	j.out.state = probe->attack ? attack_state(&j.out) : honest_state(&j.out);
	j.out.evidence = pl_client_evidence(probe->row->client, axes_of(&j));
	j.out.verdict = pl_state_info(j.out.state)->verdict;
	return pl_engine_intern(engine, &j.out);
}
